//! Whom a backup is sealed to, and with what it is opened: keys of age, as `age-keygen` makes them.

use age::x25519::Recipient;
use std::{
    collections::BTreeSet,
    fs,
    io::{BufReader, ErrorKind},
    path::{Path, PathBuf},
};

/// With one key alone, losing it would be losing every backup.
const FEWEST_RECIPIENTS: usize = 2;

pub type Identities = Vec<Box<dyn age::Identity + Send + Sync>>;

#[derive(Debug, thiserror::Error)]
pub enum KeyTrouble {
    #[error(
        "A backup is sealed to two keys or more, kept in two places, and {0} was given. With a \
         single one, losing that key would be losing every backup. Make another with `age-keygen` \
         and say --recipient twice; nothing was written."
    )]
    TooFew(usize),
    #[error("{place} is no public key of age: it begins with age1. Nothing was written.")]
    NotPublic { place: String },
    #[error(
        "{place} is a secret key. Give the public one, which begins with age1, and keep the \
         secret one off this command line. Nothing was written."
    )]
    IsSecret { place: String },
    #[error("There is no secret key of age in {0}: a line that begins with AGE-SECRET-KEY-1.")]
    NoSecret(PathBuf),
    #[error("{file} cannot be read: {why}", file = .0.display(), why = .1)]
    File(PathBuf, std::io::Error),
}

/// Of a command line and of files with one a line; the same one twice counts once.
pub fn recipients(given: &[String], files: &[PathBuf]) -> Result<Vec<Recipient>, KeyTrouble> {
    let mut texts: Vec<(String, String)> = (1..)
        .zip(given)
        .map(|(number, text)| (format!("--recipient number {number}"), text.trim().to_owned()))
        .collect();
    for file in files {
        let lines = fs::read_to_string(file).map_err(|why| KeyTrouble::File(file.clone(), why))?;
        let lines = (1..).zip(lines.lines().map(str::trim));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let place = |number: usize| format!("Line {number} of {}", file.display());
        texts.extend(lines.map(|(number, line)| (place(number), line.to_owned())));
    }
    let (mut known, mut recipients) = (BTreeSet::new(), Vec::new());
    for (place, text) in texts {
        let recipient = recipient(place, &text)?;
        if known.insert(recipient.to_string()) {
            recipients.push(recipient);
        }
    }
    if recipients.len() < FEWEST_RECIPIENTS {
        return Err(KeyTrouble::TooFew(recipients.len()));
    }
    Ok(recipients)
}

/// What was given is never repeated: it may be a secret.
fn recipient(place: String, text: &str) -> Result<Recipient, KeyTrouble> {
    if text.to_uppercase().starts_with("AGE-SECRET-KEY") {
        return Err(KeyTrouble::IsSecret { place });
    }
    text.parse().map_err(|_| KeyTrouble::NotPublic { place })
}

pub fn identities(file: &Path) -> Result<Identities, KeyTrouble> {
    let unread = |why| KeyTrouble::File(file.to_owned(), why);
    let none = || KeyTrouble::NoSecret(file.to_owned());
    let opened = fs::File::open(file).map_err(unread)?;
    let read = age::IdentityFile::from_buffer(BufReader::new(opened));
    let identities = match read {
        Ok(read) => read.into_identities().map_err(|_| none())?,
        Err(why) if why.kind() == ErrorKind::InvalidData => return Err(none()),
        Err(why) => return Err(unread(why)),
    };
    if identities.is_empty() { Err(none()) } else { Ok(identities) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::secrecy::ExposeSecret;

    fn public() -> String {
        age::x25519::Identity::generate().to_public().to_string()
    }

    fn refusal(given: &[String], files: &[PathBuf]) -> String {
        recipients(given, files).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn two_keys_are_enough_from_wherever_they_come() {
        let kept = tempfile::tempdir().unwrap();
        let file = kept.path().join("recipients");
        fs::write(&file, format!("# the office's\n\n{}\n", public())).unwrap();
        assert_eq!(recipients(&[public(), public()], &[]).unwrap().len(), 2);
        assert_eq!(recipients(&[public()], &[file]).unwrap().len(), 2);
    }

    #[test]
    fn one_key_is_too_few_and_so_is_one_key_given_twice() {
        let key = public();
        assert!(refusal(&[], &[]).contains("two keys or more"));
        for given in [vec![key.clone()], vec![key.clone(), key]] {
            let said = refusal(&given, &[]);
            assert!(said.contains("losing every backup") && said.contains("and 1 was"), "{said}");
        }
    }

    #[test]
    fn what_is_no_public_key_is_told_by_its_place_and_never_repeated() {
        let kept = tempfile::tempdir().unwrap();
        let file = kept.path().join("recipients");
        fs::write(&file, format!("# ours\n{}\nage1oops\n", public())).unwrap();
        let said = refusal(&[], &[file]);
        assert!(said.starts_with("Line 3 of ") && !said.contains("oops"), "{said}");
        let secret = age::x25519::Identity::generate().to_string().expose_secret().to_owned();
        let said = refusal(&[public(), secret.clone()], &[]);
        assert!(said.contains("number 2 is a secret key") && !said.contains(&secret), "{said}");
    }

    #[test]
    fn a_file_without_a_secret_key_opens_nothing() {
        let kept = tempfile::tempdir().unwrap();
        let file = kept.path().join("key");
        let said = |file: &Path| identities(file).map(|_| ()).unwrap_err().to_string();
        assert!(said(&file).contains("cannot be read"));
        for text in ["", "# nothing\n", "age1notsecret\n"] {
            fs::write(&file, text).unwrap();
            assert!(said(&file).contains("no secret key"), "{text:?}");
        }
        let secret = age::x25519::Identity::generate().to_string();
        fs::write(&file, format!("# made today\n{}\n", secret.expose_secret())).unwrap();
        assert_eq!(identities(&file).unwrap().len(), 1);
    }
}
