//! Files of an image, each in the place where people leave it.

use super::{Fate, Place, Size, binary, compiled, nested};
use crate::plants::credential::{Credential, Fits};
use crate::plants::syntax;

/// Every place of a layer, in a fixed order.
pub(super) fn all(size: Size) -> Vec<Place> {
    let mut places: Vec<Place> = FILES
        .iter()
        .map(|&(path, name)| file(path, name, Fate::Stays))
        .collect();
    for (fate, words) in [
        (Fate::Deleted, "deleted"),
        (Fate::Overwritten, "overwritten"),
        (Fate::Hidden, "in a folder that becomes opaque"),
        (Fate::FolderDeleted, "in a folder that is deleted"),
    ] {
        for (path, name) in [
            ("app/*/.env", "dotenv"),
            ("app/*/config.json", "json"),
            ("root/*/credentials", "aws credentials"),
        ] {
            let mut place = file(path, name, fate);
            place.name = format!("{}, {words} in a later layer", place.name);
            places.push(place);
        }
    }
    places.extend(nested::all());
    places.extend(binary::all());
    places.extend(compiled::all());
    places.extend(far(size));
    places
}

/// Path, with `*` for a folder of its own, and kind of file.
const FILES: &[(&str, &str)] = &[
    ("app/*/.env", "dotenv"),
    ("app/*/config.json", "json"),
    ("app/*/config.yaml", "yaml"),
    ("app/*/settings.py", "python"),
    ("app/*/README.md", "markdown"),
    ("app/*/.git/config", "git remote"),
    ("app/*/node_modules/orders/config.js", "javascript object"),
    (
        "app/*/node_modules/orders/package.json",
        "json, names and values apart",
    ),
    ("app/*/vendor/orders/config.php", "php array"),
    ("app/*/target/classes/application.yml", "spring"),
    ("usr/lib/python3/dist-packages/*/settings.py", "python"),
    (
        "usr/local/lib/python3.13/site-packages/*/local_settings.py",
        "python dictionary",
    ),
    ("usr/share/doc/*/README.md", "markdown"),
    ("usr/share/*/worker.ini", "ini"),
    ("etc/*/nginx.conf", "nginx"),
    ("etc/*/redis.conf", "redis"),
    ("etc/*/environment", "dotenv, quoted and exported"),
    ("etc/systemd/system/*/worker.service", "systemd unit"),
    ("etc/cron.d/*/orders", "crontab"),
    ("root/*/.netrc", "netrc"),
    ("root/*/.npmrc", "npmrc"),
    ("root/*/.pypirc", "pypirc"),
    ("root/*/.git-credentials", "git credentials"),
    ("root/*/.aws/credentials", "aws credentials"),
    ("root/*/.docker/config.json", "docker config"),
    ("root/*/.kube/config", "kubeconfig token"),
    ("root/*/.bash_history", "curl bearer"),
    ("root/*/.pgpass", "pgpass"),
    ("root/*/.config/pip/pip.conf", "pip index"),
    ("home/node/*/.my.cnf", "my.cnf"),
    ("tmp/*/build.sh", "shell script"),
    ("var/log/*/build.log", "log line"),
    ("opt/*/terraform.tfstate", "terraform state"),
    ("srv/*/web.config", "xml, key and value attributes"),
    ("WORKDIR with blanks/*/app settings.toml", "toml"),
    ("app/*/no-ending", "properties"),
];

fn file(path: &'static str, name: &'static str, fate: Fate) -> Place {
    let syntax = syntax::named(name);
    Place {
        name: format!("layer file {path}"),
        fits: syntax.fits,
        fate,
        member: Box::new(move |credential: &Credential| {
            (path.to_owned(), (syntax.write)(credential).into_bytes())
        }),
    }
}

/// Texts that begin far from the start of their file, or lie across the edge of a block.
fn far(size: Size) -> Vec<Place> {
    const KIB: usize = 1024;
    let mut offsets = vec![
        4 * KIB - 20,
        64 * KIB - 1,
        64 * KIB - 40,
        64 * KIB + 1,
        128 * KIB - 25,
        256 * KIB - 33,
        512 * KIB - 7,
    ];
    if size == Size::Large {
        offsets.extend([
            1024 * KIB - 30,
            1024 * KIB + 100,
            4096 * KIB - 12,
            10 * 1024 * KIB + 5,
        ]);
    }
    let places = offsets.into_iter().map(|offset| Place {
        name: format!("layer file, {offset} bytes in"),
        fits: Fits::Line,
        fate: Fate::Stays,
        member: Box::new(move |credential: &Credential| {
            let mut content = filler(offset);
            content.push(b'\n');
            content.extend((syntax::named("dotenv").write)(credential).into_bytes());
            content.extend(filler(200_000));
            ("data/*/far.env".to_owned(), content)
        }),
    });
    places.collect()
}

/// As many bytes of lines in which nothing stands.
fn filler(bytes: usize) -> Vec<u8> {
    let mut filler = Vec::with_capacity(bytes + 80);
    let mut number = 0_u32;
    while filler.len() < bytes {
        let hash = number.wrapping_mul(2_654_435_761);
        filler
            .extend(format!("# line {number}: {hash:08x} is of no interest to anybody\n").bytes());
        number += 1;
    }
    filler.truncate(bytes);
    filler
}
