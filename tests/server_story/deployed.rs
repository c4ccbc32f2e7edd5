//! What stands in `platforms/server` for whoever runs a server: that it can be read, and says what there is.

use crate::actors::program;
use saphyr::{LoadableYamlNode, Yaml};
use std::{collections::BTreeSet, fs, path::Path};

const FOLDER: &str = "platforms/server";

fn text_of(file: &str) -> String {
    fs::read_to_string(Path::new(FOLDER).join(file)).unwrap()
}

/// Names like `ALONGSIDE_SERVER_DATA`, wherever they stand.
fn names_in(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("ALONGSIDE_SERVER_")).collect()
}

#[test]
fn every_setting_that_is_made_for_a_server_is_one_that_it_knows() {
    let help = program().args(["serve", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let known = names_in(&help);
    assert!(known.contains("ALONGSIDE_SERVER_DATA"), "{help}");
    for file in fs::read_dir(FOLDER).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let text = text_of(&name);
        let unknown: Vec<_> = names_in(&text).difference(&known).copied().collect();
        assert_eq!(unknown, [""; 0], "in {name}");
    }
}

#[test]
fn the_compose_file_reads_and_everything_that_it_names_is_there() {
    let text = text_of("compose.yaml");
    let [compose] = &Yaml::load_from_str(&text).unwrap()[..] else { panic!("one document") };
    let volumes = keys(&compose["volumes"]);
    let services = keys(&compose["services"]);
    assert_eq!(services, ["server-1", "server-2", "proxy", "postgres"]);
    for service in services {
        let mounted = compose["services"][service].as_mapping_get("volumes").unwrap();
        for mount in mounted.as_vec().unwrap() {
            let from = mount.as_str().unwrap().split(':').next().unwrap();
            match from.strip_prefix("./") {
                Some(file) => assert!(Path::new(FOLDER).join(file).is_file(), "{from}"),
                None => assert!(volumes.contains(&from), "{from} of {service}"),
            }
        }
    }
    for server in ["server-1", "server-2"] {
        let shared = &compose["services"][server]["<<"];
        let built = shared["build"]["dockerfile"].as_str().unwrap();
        assert!(Path::new(built).is_file(), "{built}");
        assert_eq!(keys(&shared["depends_on"]), ["postgres"]);
    }
    for name in ["PUBLIC_HOST", "POSTGRES_PASSWORD", "SERVER_PASSWORD"] {
        assert!(text.contains(&format!("${{{name}:?")), "whoever forgets {name} is told");
    }
}

fn keys<'a>(mapping: &'a Yaml) -> Vec<&'a str> {
    mapping.as_mapping().unwrap().keys().map(|key| key.as_str().unwrap()).collect()
}
