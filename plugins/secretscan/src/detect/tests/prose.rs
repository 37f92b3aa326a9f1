//! Passwords in sentences and notes, each with what looks like one.

use super::samples::{ALNUM, finds_each, in_text, quiet, random};

fn finds(texts: &[&str]) {
    let made_up = ["Harbour", "-Lantern47"].concat();
    finds_each(texts, &[made_up, random(ALNUM, 16, 3)]);
}

#[test]
fn a_sentence_says_what_the_password_is() {
    finds(&[
        "Password is `{}`\n",
        "The password is \"{}\".\n",
        "# password for admin is {}\n",
        "A temporary password is generated for root@localhost: {}\n",
        "**Password:** {}\n",
        "PW={}; export PW\n",
        "pw: {}\n",
        "bd:\n  contraseña: {}\n",
        "Kennwort: {}\n",
    ]);
    quiet(&[
        "The password is not shown\n",
        "the token is a JSON Web Token2\n",
        "The key is in the file Harbour-Lantern47 of the folder\n",
        "the password for the account is set by the operator\n",
        "password is required for user Bob47\n",
        "The secret is: ask Bob47\n",
        "M%QK_'!8>_PW=?T+VW_^C7\n",
        "hpw=12345678\n",
    ]);
}

#[test]
fn directives_take_words_with_a_number() {
    for text in [
        "account a\nuser x\npassword {}\n",
        "<match>\n  password {}\n</match>\n",
        "  stats auth admin:{}\n",
    ] {
        let found = in_text(&text.replace("{}", &["harbour", "2614"].concat()));
        assert_eq!(found.len(), 1, "{text}");
    }
    finds(&["dnpass = {}\n"]);
    quiet(&[
        "password sha512\n",
        "password required123 pam_unix.so\n",
        "the password harbour2614\n",
        "stats auth admin:password\n",
    ]);
}

#[test]
fn letters_of_other_languages_are_secrets_with_a_number() {
    let value = ["Grün", "Falke58"].concat();
    assert_eq!(super::samples::in_value(&["clientSecret"], &value).len(), 1);
    for text in ["Zugangsschlüssel", "Schlüssel 12 von 24", "geheim – 12"] {
        assert_eq!(super::samples::in_value(&["clientSecret"], text), []);
    }
}
