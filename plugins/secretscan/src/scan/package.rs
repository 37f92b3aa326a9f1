//! Keys that packages bring along for their tests and documentation: everybody has them.

/// Where packages lie, as images and machines have them.
const ROOTS: &[&str] = &[
    "/usr/share/doc/",
    "/usr/share/doc-base/",
    "/usr/lib/python",
    "/usr/local/lib/python",
    "/usr/lib64/python",
    "/usr/local/go/src/",
    "/usr/lib/go-",
    "/usr/lib/ruby/",
    "/usr/local/bundle/",
    "/usr/share/perl",
    "/usr/lib/jvm/",
    "/site-packages/",
    "/dist-packages/",
    "/node_modules/",
    "/go/pkg/mod/",
    "/gems/",
    "/.cargo/registry/src/",
    "/vendor/bundle/",
];

/// Folders in packages that hold samples.
const SAMPLES: &[&str] = &[
    "test",
    "tests",
    "testing",
    "testdata",
    "test-data",
    "test_data",
    "certdata",
    "example",
    "examples",
    "sample",
    "samples",
    "sample-keys",
    "demo",
    "demos",
    "fixture",
    "fixtures",
    "spec",
    "specs",
];

/// The key that Debian makes for programs that must have one.
const SNAKE_OIL: &str = "ssl-cert-snakeoil.key";

/// Whether a path, from the root of its file system or not, leads to a sample in a package. A folder
/// of samples that is in no package is somebody's own.
pub(super) fn is_sample(path: &str) -> bool {
    let path = format!("/{}", path.trim_start_matches(['.', '/']));
    let (folders, name) = path.rsplit_once('/').unwrap_or_default();
    if name == SNAKE_OIL && folders.contains("/etc/ssl/private") {
        return true;
    }
    ROOTS.iter().any(|root| {
        path.split_once(root).is_some_and(|(_, inner)| {
            let mut folders = inner.split('/').rev().skip(1);
            folders.any(|folder| SAMPLES.contains(&folder))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::is_sample;

    #[test]
    fn samples_of_packages_are_told_from_what_somebody_put_there() {
        for path in [
            "etc/ssl/private/ssl-cert-snakeoil.key",
            "usr/lib/python3/dist-packages/cryptography/tests/keys/rsa.pem",
            "/usr/lib/python3.11/test/certdata/ssl_key.pem",
            "app/node_modules/public-encrypt/test/test_rsa_privkey.pem",
            "root/go/pkg/mod/golang.org/x/crypto@v0.1.0/ssh/testdata/keys.go",
            "usr/share/doc/openvpn/examples/sample-keys/client.key",
            "usr/local/go/src/crypto/tls/testdata/example-key.pem",
        ] {
            assert!(is_sample(path), "{path}");
        }
        for path in [
            "app/test/server.key",
            "srv/examples/id_rsa",
            "etc/ssl/private/server.key",
            "usr/lib/python3/dist-packages/app/server.key",
            "root/.ssh/id_rsa",
            "examples/node_modules/app/server.key",
        ] {
            assert!(!is_sample(path), "{path}");
        }
    }
}
