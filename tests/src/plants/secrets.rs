//! A folder with hundreds of secrets in it, whole and broken, and the means to see whether an output
//! holds one.

use std::fs;
use std::path::{Path, PathBuf};

use plugin_kit::app::Captured;
use tempfile::TempDir;

use super::{
    Container, Packing, Planted, PlantedConfiguration, PlantedFile, Plot, Size, Windows,
    planted_image, write_objects,
};
use crate::Error;

const SEED: u64 = 7;

/// A cluster, files and images with 500 secrets and more, and what no output may hold:
/// `cluster/`, `files/`, `image.tar`, `configuration-*.tar`, and `broken/`.
pub struct Secrets {
    folder: TempDir,
    /// What is in the cluster.
    pub planted: Vec<Planted>,
    /// How many secrets there are.
    pub count: usize,
    windows: Windows,
}

impl Secrets {
    /// Plants.
    ///
    /// # Errors
    ///
    /// When something cannot be written.
    pub fn planted() -> Result<Self, Error> {
        let planted = Plot {
            stride: 27,
            ..Plot::in_files(SEED)
        }
        .plant();
        let mut secrets = Self {
            folder: tempfile::tempdir().map_err(Error::io("make a temporary folder"))?,
            planted,
            count: 0,
            windows: Windows::default(),
        };
        secrets.write()?;
        secrets.break_everything()?;
        Ok(secrets)
    }

    /// A file or folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything in a folder, sorted.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn listing(&self, name: &str) -> Result<Vec<PathBuf>, Error> {
        let folder = self.path(name);
        let entries = fs::read_dir(&folder).map_err(Error::io("read a folder"))?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        Ok(paths)
    }

    /// Some of the values that were planted.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        let plants = self.planted.iter().step_by(12);
        plants.map(|plant| plant.credential.value())
    }

    /// Panics where a text holds eight bytes of a secret, which it names by a number only.
    ///
    /// # Panics
    ///
    /// When it does.
    pub fn assert_silent(&self, what: &str, text: &[u8]) {
        let found = self.windows.found_in(text);
        assert!(
            found.is_empty(),
            "{what}: secrets shine through at (number, offset) {:?}",
            &found[..found.len().min(5)]
        );
    }

    /// The same for both streams of a run.
    ///
    /// # Panics
    ///
    /// When one of them holds a secret.
    pub fn assert_quiet(&self, what: &str, done: &Captured) {
        self.assert_silent(&format!("stdout of {what}"), done.stdout.as_bytes());
        self.assert_silent(&format!("stderr of {what}"), done.stderr.as_bytes());
    }

    fn write(&mut self) -> Result<(), Error> {
        let objects = self.planted.iter().flat_map(|plant| &plant.objects);
        write_objects(&self.folder("cluster")?, "plants", objects)?;
        let files = PlantedFile::plant(SEED, 9, &self.folder("files")?)?;
        let (image, members) = planted_image(SEED, Size::Small)?;
        image.write(Container::OciTar, Packing::Gzip, &self.path("image.tar"))?;
        let configurations = PlantedConfiguration::plant(SEED);
        for (number, plant) in configurations.iter().enumerate().step_by(9) {
            let path = self.path(&format!("configuration-{number}.tar"));
            plant
                .image
                .write(Container::DockerTar, Packing::Plain, &path)?;
        }
        let credentials = self.planted.iter().map(|plant| &plant.credential);
        let credentials = credentials
            .chain(files.iter().map(|plant| &plant.credential))
            .chain(members.iter().map(|plant| &plant.credential))
            .chain(configurations.iter().map(|plant| &plant.credential));
        for secret in credentials.flat_map(|credential| &credential.secrets) {
            self.windows.add(secret);
            self.count += 1;
        }
        for public in PUBLIC {
            self.windows.forgive(public);
        }
        Ok(())
    }

    /// Files that stop in mid-secret, and archives that are none.
    fn break_everything(&self) -> Result<(), Error> {
        let broken = self.folder("broken")?;
        let dump = read(&self.path("cluster").join("plants-00.json"))?;
        for (number, end) in [dump.len() / 3, dump.len() / 2, dump.len() - 40]
            .into_iter()
            .enumerate()
        {
            write(&broken.join(format!("cut-{number}.json")), &dump[..end])?;
        }
        for (number, plant) in self.planted.iter().enumerate().step_by(8) {
            for (ending, text) in broken_texts(plant.credential.value()) {
                write(&broken.join(format!("{number}.{ending}")), text.as_bytes())?;
            }
        }
        let image = read(&self.path("image.tar"))?;
        write(&broken.join("image.tar"), &image[..image.len() * 2 / 3])
    }

    fn folder(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.path(name);
        fs::create_dir_all(&path).map_err(Error::io("make a folder"))?;
        Ok(path)
    }
}

/// Texts that no reader takes, each with a value where its complaint points.
fn broken_texts(value: &str) -> [(&'static str, String); 5] {
    [
        (
            "json",
            format!("{{\"kind\": \"ConfigMap\", \"data\": {{\"password\": {value}"),
        ),
        (
            "yaml",
            format!("kind: ConfigMap\ndata:\n  password: \"{value}\n  - x: [\n"),
        ),
        (
            "yml",
            format!("kind: {value}\napiVersion: {value}\nmetadata: {{name: {value}}}\n"),
        ),
        ("tar", value.repeat(3)),
        ("toml", format!("[[rule]]\nid = \"{value}\nx = {value}\n")),
    ]
}

/// What is public in secrets.
const PUBLIC: &[&str] = &[
    "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----\n",
    "github_pat_",
    "sk_live_",
    "sk-proj-",
    "sk-ant-api03-",
    "dckr_pat_",
    // Base64 of the version and of `pypi.org`, the same in every token.
    "pypi-AgEIcHlwaS5vcmc",
];

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(Error::io(format!("read {}", path.display())))
}

fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    fs::write(path, content).map_err(Error::io(format!("write {}", path.display())))
}
