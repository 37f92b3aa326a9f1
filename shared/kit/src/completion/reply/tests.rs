use std::{ffi::OsStr, path::PathBuf, time::Duration};

use clap::CommandFactory;

use super::{ask, complete, is_completion};
use crate::{
    args::OutputArgs,
    completion::{Candidate, Place, Slot},
};

/// Says who can do what
#[derive(clap::Parser)]
#[command(disable_help_subcommand = true)]
struct Args {
    #[command(subcommand)]
    command: Option<Sub>,
    verb: Option<String>,
    kind: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
    /// The namespace
    #[arg(short, long, global = true)]
    namespace: Option<String>,
    /// Read files
    #[arg(short = 'f', long, value_hint = clap::ValueHint::AnyPath)]
    filename: Vec<PathBuf>,
    #[arg(long, hide = true)]
    secret_switch: bool,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    insecure: Option<bool>,
}

#[derive(clap::Subcommand)]
enum Sub {
    /// What a subject can do
    Can { subject: Option<String> },
}

fn replied(words: &[&str]) -> String {
    replied_with(words, |_, _| Vec::new())
}

fn replied_with(
    words: &[&str],
    dynamic: impl FnOnce(&Slot, &str) -> Vec<Candidate> + Send + 'static,
) -> String {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    complete(&Args::command(), &words, dynamic)
}

fn slot(words: &[&str]) -> Slot {
    let (sender, receiver) = std::sync::mpsc::channel();
    replied_with(words, move |slot, _| {
        sender.send(slot.clone()).unwrap();
        Vec::new()
    });
    receiver.recv().unwrap()
}

#[test]
fn the_first_word_may_be_a_subcommand_or_what_the_plugin_knows() {
    let reply = replied_with(&[""], |_, _| {
        vec![Candidate::new("get", ""), Candidate::new("list", "a verb")]
    });
    assert_eq!(reply, "can\tWhat a subject can do\nget\nlist\ta verb\n:4\n");
}

#[test]
fn only_words_that_go_on_from_the_prefix_are_offered() {
    let reply = replied_with(&["g"], |_, prefix| {
        assert_eq!(prefix, "g");
        vec![Candidate::new("get", ""), Candidate::new("list", "")]
    });
    assert_eq!(reply, "get\n:4\n");
}

#[test]
fn values_of_an_enum_are_offered_however_the_flag_is_spelled() {
    let json = "json\tOne JSON document\n:4\n";
    assert_eq!(replied(&["-o", "j"]), json);
    assert_eq!(replied(&["--output", "j"]), json);
    assert_eq!(replied(&["--output=j"]), json);
    assert_eq!(replied(&["-o=j"]), json);
    assert_eq!(
        replied(&["get", "pods", "-vo", "j"]).lines().last(),
        Some(":4")
    );
}

#[test]
fn flags_are_offered_with_their_help_and_without_hidden_and_used_ones() {
    assert_eq!(replied(&["--na"]), "--namespace\tThe namespace\n:4\n");
    assert_eq!(replied(&["-n", "pay", "--na"]), ":4\n");
    assert_eq!(
        replied(&["-f", "a", "--fi"]),
        "--filename\tRead files\n:4\n"
    );
    assert_eq!(replied(&["--sec"]), ":4\n");
    assert!(replied(&["-"]).starts_with("--color\t"));
    assert!(replied(&["-"]).contains("\n-n\tThe namespace\n"));
    assert!(!replied(&["--"]).contains("\n-n\t"));
}

#[test]
fn a_global_flag_is_offered_after_a_subcommand() {
    assert_eq!(
        replied(&["can", "--na"]),
        "--namespace\tThe namespace\n:4\n"
    );
}

#[test]
fn files_are_left_to_the_shell() {
    assert_eq!(replied(&["-f", "rb"]), ":0\n");
    assert_eq!(replied(&["--filename="]), ":0\n");
}

#[test]
fn the_plugin_is_told_what_was_typed_before() {
    let asked = slot(&["--namespace=old", "get", "-npay", "--exit-code", "po"]);
    assert_eq!(asked.place, Place::Positional(1));
    assert_eq!(asked.positionals, ["get"]);
    assert_eq!(asked.option("namespace"), Some("pay"));
    assert_eq!(asked.subcommands, [""; 0]);

    let asked = slot(&["can", "-n", ""]);
    assert_eq!(asked.place, Place::Value("namespace".to_owned()));
    assert_eq!(asked.subcommands, ["can"]);

    let asked = slot(&["get", "--", "-n"]);
    assert_eq!(asked.place, Place::Positional(1));
}

#[test]
fn a_word_that_goes_on_gets_no_blank() {
    let reply = replied_with(&["can", "us"], |_, _| vec![Candidate::new("user/", "")]);
    assert_eq!(reply, "user/\n:6\n");
}

#[test]
fn words_that_a_shell_could_not_take_are_left_out() {
    let reply = replied_with(&["can", ""], |_, _| {
        [
            "a b",
            "a\nb",
            "a\tb",
            "\u{1b}[2J",
            "a\u{202e}",
            ":4",
            "",
            "ok",
        ]
        .map(|word| Candidate::new(word, "x\ny"))
        .to_vec()
    });
    assert_eq!(reply, "ok\tx\\ny\n:4\n");
}

#[test]
fn nonsense_completes_to_nothing() {
    for words in [
        &[][..],
        &["--nonsense", "-x", "--", "-"],
        &["a", "b", "c", "d", ""],
        &["-o"],
    ] {
        assert!(replied(words).ends_with(":4\n"), "{words:?}");
    }
}

#[test]
fn a_plugin_that_takes_too_long_or_panics_is_not_waited_for() {
    let slot = Slot {
        place: Place::Positional(0),
        subcommands: Vec::new(),
        positionals: Vec::new(),
        options: Vec::new(),
    };
    let (keep, forever) = std::sync::mpsc::channel::<()>();
    let late = move |_: &Slot, _: &str| {
        let _ = forever.recv();
        vec![Candidate::new("late", "")]
    };
    let patience = Duration::from_millis(20);
    assert_eq!(ask(late, slot.clone(), String::new(), patience), []);
    drop(keep);
    let panicking = |_: &Slot, _: &str| panic!("a test");
    assert_eq!(
        ask(panicking, slot, String::new(), Duration::from_mins(1)),
        []
    );
}

#[test]
fn completion_is_known_by_the_name_of_the_program() {
    assert!(is_completion(OsStr::new(
        "/usr/local/bin/kubectl_complete-whocan"
    )));
    assert!(!is_completion(OsStr::new(
        "/kubectl_complete-x/kubectl-whocan"
    )));
}

#[test]
fn an_option_that_may_go_without_a_value_is_told_either_way() {
    let slot = slot(&["--insecure", "--insecure=false", ""]);
    let told = |value: &str| ("insecure".to_owned(), value.to_owned());
    assert_eq!(slot.options, [told(""), told("false")]);
    assert_eq!(slot.place, Place::Positional(0));
}
