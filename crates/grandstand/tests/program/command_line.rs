//! Accounts, tokens, organisations and configuration, as scripts call them.

use crate::{refused, run, said};

#[test]
fn an_account_is_made_without_a_question_and_its_password_is_printed() {
    let data = tempfile::tempdir().unwrap();
    let made = said(&run(data.path(), &["account", "create", "ada_lane", "--role", "athlete", "--name", "Ada Lane"]));
    let password = made.lines().last().unwrap().strip_prefix("Password: ").unwrap();
    assert!(password.len() >= 20, "{made}");
    let again = refused(&run(data.path(), &["account", "create", "ada_lane", "--role", "athlete"]));
    assert!(!again.is_empty());
    said(&run(data.path(), &["account", "role", "ada_lane", "--role", "staff"]));
    assert_eq!(said(&run(data.path(), &["account", "list"])), "ada_lane\tstaff\tAda Lane\n");
    assert!(refused(&run(data.path(), &["account", "role", "ada_lane", "--role", "king"])).contains("Roles are"));
    assert!(refused(&run(data.path(), &["account", "password", "nobody"])).contains("no account @nobody"));
}

#[test]
fn a_token_stands_alone_on_the_last_line() {
    let data = tempfile::tempdir().unwrap();
    said(&run(data.path(), &["account", "create", "ada_lane", "--role", "athlete"]));
    let printed = said(&run(data.path(), &["token", "ada_lane"]));
    let token = printed.lines().last().unwrap();
    assert!(token.len() > 40 && !token.contains(char::is_whitespace), "{printed}");
}

#[test]
fn an_organisation_is_made_once() {
    let data = tempfile::tempdir().unwrap();
    let arguments = ["organisation", "create", "albany", "--name", "Team Albany", "--noc", "ALB"];
    said(&run(data.path(), &arguments));
    refused(&run(data.path(), &arguments));
    assert_eq!(said(&run(data.path(), &["organisation", "list"])), "albany\tALB\tnoc\tTeam Albany\n");
    let staff = ["account", "create", "sam_field", "--role", "staff", "--organisation", "albany"];
    said(&run(data.path(), &staff));
    let stray = ["account", "create", "kim_field", "--role", "staff", "--organisation", "nowhere"];
    assert!(refused(&run(data.path(), &stray)).contains("no organisation nowhere"));
}

#[test]
fn the_configuration_in_force_is_printed_and_a_wrong_one_refused() {
    let data = tempfile::tempdir().unwrap();
    assert!(said(&run(data.path(), &["config"])).contains("listen = \"127.0.0.1:8400\""));
    let file = data.path().join("wrong.toml");
    std::fs::write(&file, "colour = 'red'\n").unwrap();
    assert!(refused(&run(data.path(), &["config", "--config", file.to_str().unwrap()])).contains("colour"));
}

#[test]
fn a_roster_is_imported_into_an_empty_folder_and_the_last_line_counts() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("roster.csv");
    let rows = "code,name,noc,gender,discipline\n1,LARK Ada,ALB,W,ATH\n1,LARK Ada,ALB,W,ATH\n2,Bo McFinch,ALB,M,TRI\n";
    std::fs::write(&file, rows).unwrap();
    let file = file.to_str().unwrap();
    let arguments = ["import", "roster", file, "--organisation", "albany", "--games", "harbour2028"];
    let dry = said(&run(data.path(), &[&arguments[..], &["--dry-run"]].concat()));
    assert!(dry.contains("Would make the Games Harbour 2028") && dry.contains("new line 2 (1 Ada Lark)"), "{dry}");
    for last in ["new 2, changed 0, unchanged 0, refused 1", "new 0, changed 0, unchanged 2, refused 1"] {
        let printed = said(&run(data.path(), &arguments));
        assert_eq!(printed.lines().last(), Some(last), "{printed}");
        assert!(printed.contains("refused line 3 (1): The code stands already on line 2."), "{printed}");
    }
    assert_eq!(said(&run(data.path(), &["games", "list"])), "harbour2028\tHarbour 2028\t-\t-\t-\t-\n");
    said(&run(data.path(), &["games", "set", "harbour2028", "--zone", "Europe/London", "--opening", "2028-07-14"]));
    assert!(said(&run(data.path(), &["games", "list"])).contains("\tEurope/London\t-\t2028-07-14\t-"));
    said(&run(data.path(), &["games", "set", "harbour2028", "--name", "Harbour Games"]));
    let kept = "harbour2028\tHarbour Games\tEurope/London\t-\t2028-07-14\t-\n";
    assert_eq!(said(&run(data.path(), &["games", "list"])), kept, "what is not given stays");
    let nothing = data.path().join("nothing.csv");
    std::fs::write(&nothing, "a,b\n1,2\n").unwrap();
    let arguments =
        ["import", "roster", nothing.to_str().unwrap(), "--organisation", "albany", "--games", "harbour2028"];
    assert!(refused(&run(data.path(), &arguments)).contains("athlete code, name"));
}
