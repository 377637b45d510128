//! E-mail: what is lost when the mail server is away, slow or says no, and who gets what.

use std::sync::Arc;

use grandstand_app::{
    AppError, Ctx, account,
    address::{self, Standing},
    ctx::Settings,
    invite::Event,
    jobs,
    mail::{self, CalendarPart, Letter, MailSettings, Outbox, Recipient, Tls},
    throttle::Origin,
};
use grandstand_domain::{
    account::{Actor, Role},
    id::LetterId,
    mail::{Fault, LETTERS_MOST, LetterState, Method},
    time::{DAY, HOUR, MINUTE, UnixMillis},
};
use grandstand_media::MediaSettings;
use grandstand_store::{job, outbox, post as post_rows};
use grandstand_testkit::{MailMood, MailServer, Scratch, TestApp, both_databases, own_address};

fn settings(port: u16) -> Settings {
    let mail = MailSettings {
        host: "127.0.0.1".to_owned(),
        port,
        tls: Tls::None,
        user: "office".to_owned(),
        password: "open sesame".into(),
        from: "programme@fans.team.example".to_owned(),
        from_name: "Team Albany".to_owned(),
        ..MailSettings::default()
    };
    assert_eq!(mail.problems(), Vec::<String>::new());
    Settings { public_url: "http://fans.team.example".to_owned(), mail, ..Settings::default() }
}

/// A server again, on the same folders and database.
async fn again(app: &TestApp, settings: Settings) -> TestApp {
    TestApp::with(Arc::clone(&app.scratch), app.world.clone(), settings, MediaSettings::default()).await
}

/// A server that knows a mail server, and an athlete with an address.
async fn start(scratch: Scratch, port: u16) -> (TestApp, Actor) {
    let app = TestApp::new(scratch).await;
    let app = again(&app, settings(port)).await;
    let athlete = account::create(&app.ctx, "morgan", Role::Athlete, "", None).await.unwrap().actor();
    own_address(&app.ctx, &athlete, "Morgan@Team.example").await;
    (app, athlete)
}

async fn well() -> MailServer {
    let server = MailServer::start().await;
    server.ask_for("office", "open sesame");
    server
}

fn letter(subject: &str) -> Letter {
    Letter {
        kind: "test",
        subject: subject.to_owned(),
        text: "Bring a phone.\n\n.\nSee you".to_owned(),
        calendar: None,
    }
}

fn invitation(sequence: u32, method: Method) -> Letter {
    let event = Event {
        uid: "session-17-account-4".to_owned(),
        sequence,
        from: UnixMillis(1_848_600_000_000),
        until: UnixMillis(1_848_603_600_000),
        summary: "Filming, day 1".to_owned(),
        place: "House · studio 2".to_owned(),
        description: "Bring a phone.".to_owned(),
        organiser_name: "Team Albany".to_owned(),
        url: "http://fans.team.example/workshops/17".to_owned(),
    };
    Letter { calendar: Some(CalendarPart { method, event }), ..letter("You are in: Filming") }
}

async fn send<'a>(ctx: &Ctx, to: impl Into<Recipient<'a>>, letter: Letter) -> Result<Option<LetterId>, AppError> {
    let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
    let sent = mail::send(ctx, &mut tx, to, letter).await?;
    tx.commit().await.unwrap();
    Ok(sent)
}

async fn row(ctx: &Ctx, id: LetterId) -> Option<outbox::Letter> {
    outbox::get(&mut ctx.begin_read().await.unwrap(), id).await.unwrap()
}

async fn state(ctx: &Ctx, id: LetterId) -> (LetterState, Fault) {
    let row = row(ctx, id).await.unwrap();
    (row.state, row.fault)
}

async fn stands(ctx: &Ctx) -> Outbox {
    mail::outbox(&mut ctx.begin_read().await.unwrap()).await.unwrap()
}

both_databases! {
    async fn a_letter_survives_a_dead_mail_server_and_a_restart(scratch) {
        let port = MailServer::free_port().await;
        let (app, athlete) = start(scratch, port).await;
        let first = send(&app.ctx, athlete.account, letter("One")).await.unwrap().unwrap();
        let second = send(&app.ctx, athlete.account, letter("Two")).await.unwrap().unwrap();
        jobs::drain(&app.ctx).await.unwrap();
        assert_eq!(state(&app.ctx, first).await, (LetterState::Waiting, Fault::Unreachable));
        assert_eq!(state(&app.ctx, second).await, (LetterState::Waiting, Fault::Unreachable));
        assert_eq!(stands(&app.ctx).await, Outbox { waiting: 2, failed: 0, fault: Some(Fault::Unreachable) });

        app.world.advance(9 * HOUR);
        let server = MailServer::start_at(port).await;
        server.ask_for("office", "open sesame");
        let app = again(&app, settings(port)).await;
        jobs::drain(&app.ctx).await.unwrap();
        let came = server.take();
        let mut subjects: Vec<String> = came.iter().map(|l| l.header("subject")).collect();
        subjects.sort();
        assert_eq!(subjects, ["One", "Two"]);
        let one = came.iter().find(|l| l.header("subject") == "One").unwrap();
        assert_eq!((one.from.as_str(), &one.to), ("programme@fans.team.example", &vec!["morgan@team.example".to_owned()]));
        assert_eq!(one.header("from"), "\"Team Albany\" <programme@fans.team.example>");
        assert_eq!(one.header("message-id"), format!("<letter-{first}@fans.team.example>"));
        assert!(one.text.contains("Bring a phone.\r\n\r\n.\r\nSee you\r\n"), "{}", one.text);
        assert_eq!(state(&app.ctx, first).await, (LetterState::Sent, Fault::None));
        assert!(row(&app.ctx, first).await.unwrap().sealed.is_empty(), "what was said is not kept");
        jobs::drain(&app.ctx).await.unwrap();
        assert!(server.take().is_empty(), "it was sent twice");
    }

    /// While it hangs, letters wait for one of them only, and no other work waits for letters.
    async fn a_hanging_mail_server_holds_nothing_else_up(scratch) {
        let server = well().await;
        server.be(MailMood::Hangs);
        let (app, athlete) = start(scratch, server.port).await;
        for n in 0..5 {
            send(&app.ctx, athlete.account, letter(&n.to_string())).await.unwrap();
        }
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let workers = tokio::spawn(jobs::run(Arc::clone(&app.ctx), async { drop(stopped.await) }));
        while server.visits() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let mut tx = app.ctx.db.begin_write(app.ctx.now()).await.unwrap();
        let light = job::NewJob {
            id: 77.into(), kind: "publish_due", account: None, subject_id: 1, payload: "{}", priority: 0, run_at: app.ctx.now(),
        };
        job::insert(&mut tx, &light).await.unwrap();
        assert!(post_rows::get(&mut tx, 1.into()).await.unwrap().is_none());
        tx.commit().await.unwrap();
        let done = async {
            while job::of_subject(&mut app.ctx.begin_read().await.unwrap(), "publish_due", 1).await.unwrap().is_some() {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        assert!(tokio::time::timeout(std::time::Duration::from_secs(10), done).await.is_ok(), "the light lane waited");
        assert_eq!(server.visits(), 1);
        stop.send(()).unwrap();
        workers.await.unwrap().unwrap();
    }

    async fn what_the_mail_server_says_is_acted_on_and_its_words_are_not_kept(scratch) {
        let server = well().await;
        let (app, athlete) = start(scratch, server.port).await;
        let ctx = &app.ctx;
        server.be(MailMood::Later);
        let id = send(ctx, athlete.account, letter("Greylisted")).await.unwrap().unwrap();
        jobs::drain(ctx).await.unwrap();
        assert_eq!(state(ctx, id).await, (LetterState::Waiting, Fault::Later));
        server.be(MailMood::Closing);
        app.world.advance(2 * MINUTE);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(state(ctx, id).await, (LetterState::Waiting, Fault::Unreachable));
        server.be(MailMood::Well);
        app.world.advance(15 * MINUTE);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(server.take().len(), 1);

        server.be(MailMood::Refuses);
        let refused = send(ctx, athlete.account, letter("Unknown")).await.unwrap().unwrap();
        jobs::drain(ctx).await.unwrap();
        assert_eq!(state(ctx, refused).await, (LetterState::Failed, Fault::Refused));
        assert_eq!(stands(ctx).await, Outbox { waiting: 0, failed: 1, fault: Some(Fault::Refused) });
        server.be(MailMood::Well);
        assert_eq!(mail::again(ctx).await.unwrap(), 1);
        jobs::drain(ctx).await.unwrap();
        assert_eq!((server.take().len(), state(ctx, refused).await.0), (1, LetterState::Sent));
        assert_eq!(job::dead(&mut ctx.begin_read().await.unwrap()).await.unwrap(), 0);

        // It has the letter, but nobody heard it say so: the letter comes again under the same Message-ID.
        server.be(MailMood::Breaks);
        send(ctx, athlete.account, letter("Twice")).await.unwrap();
        jobs::drain(ctx).await.unwrap();
        server.be(MailMood::Well);
        app.world.advance(HOUR);
        jobs::drain(ctx).await.unwrap();
        let ids: Vec<String> = server.take().iter().map(|l| l.header("message-id")).collect();
        assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
    }

    async fn a_wrong_password_is_the_hosts_fault_and_no_letters(scratch) {
        let server = well().await;
        server.ask_for("office", "another");
        let (app, athlete) = start(scratch, server.port).await;
        let id = send(&app.ctx, athlete.account, letter("Hello")).await.unwrap().unwrap();
        jobs::drain(&app.ctx).await.unwrap();
        assert_eq!(state(&app.ctx, id).await, (LetterState::Waiting, Fault::SignIn));
        assert!(mail::knock(&app.ctx.settings.mail, "localhost").await.is_err());
        let file = app.scratch.folder.path().join("password");
        std::fs::write(&file, "another\n").unwrap();
        let mut changed = settings(server.port);
        (changed.mail.password, changed.mail.password_file) = (mail::Password::default(), Some(file));
        let app = again(&app, changed).await;
        app.world.advance(HOUR);
        jobs::drain(&app.ctx).await.unwrap();
        assert_eq!(state(&app.ctx, id).await.0, LetterState::Sent);
    }

    async fn without_a_mail_server_letters_wait_and_are_set_aside(scratch) {
        let (app, athlete) = start(scratch, 1).await;
        let app = again(&app, Settings::default()).await;
        let id = send(&app.ctx, athlete.account, letter("Hello")).await.unwrap().unwrap();
        for _ in 0..2 {
            jobs::drain(&app.ctx).await.unwrap();
            assert_eq!(state(&app.ctx, id).await, (LetterState::Waiting, Fault::NoServer));
            app.world.advance(DAY);
        }
        app.world.advance(DAY + HOUR);
        jobs::drain(&app.ctx).await.unwrap();
        assert_eq!(state(&app.ctx, id).await, (LetterState::Failed, Fault::NoServer));
        app.world.advance(31 * DAY);
        jobs::housekeep(&app.ctx).await.unwrap();
        assert!(row(&app.ctx, id).await.is_none(), "the outbox grows for ever");
    }

    async fn an_invitation_is_offered_changed_and_taken_back(scratch) {
        let server = well().await;
        let (app, athlete) = start(scratch, server.port).await;
        for (sequence, method) in [(0, Method::Request), (1, Method::Request), (2, Method::Cancel)] {
            send(&app.ctx, athlete.account, invitation(sequence, method)).await.unwrap();
            app.world.advance(1_000);
            jobs::drain(&app.ctx).await.unwrap();
            let came = server.take().remove(0);
            let text = came.text.replace("=\r\n", "").replace("\r\n ", "");
            assert!(came.header("content-type").starts_with("multipart/mixed;"), "{}", came.text);
            let word = method.as_str();
            for part in [
                "Content-Type: multipart/alternative;".to_owned(),
                format!("Content-Type: text/calendar; method={word}; charset=utf-8"),
                "Content-Type: application/ics; name=\"invite.ics\"".to_owned(),
                "Content-Disposition: attachment; filename=\"invite.ics\"".to_owned(),
                format!("METHOD:{word}\r\n"),
                format!("SEQUENCE:{sequence}\r\n"),
                "UID:session-17-account-4@fans.team.example\r\n".to_owned(),
            ] {
                assert!(text.contains(&part), "{part}\n{text}");
            }
        }
    }

    async fn an_address_that_was_changed_or_removed_gets_nothing(scratch) {
        let server = well().await;
        let (app, athlete) = start(scratch, server.port).await;
        let ctx = &app.ctx;
        let other = account::create(ctx, "sam", Role::Athlete, "", None).await.unwrap().actor();
        assert_eq!(send(ctx, other.account, letter("No address")).await.unwrap(), None);
        let id = send(ctx, athlete.account, letter("Hello")).await.unwrap().unwrap();
        let plain = row(ctx, id).await.unwrap().sealed;
        assert!(!plain.windows(5).any(|w| w == b"Hello" || w == b"phone"), "a letter lies open in the database");
        own_address(ctx, &athlete, "new@team.example").await;
        jobs::drain(ctx).await.unwrap();
        assert_eq!(server.take()[0].to, ["new@team.example"]);

        let none_left = send(ctx, athlete.account, letter("Hello")).await.unwrap().unwrap();
        account::set_email(ctx, &athlete, "").await.unwrap();
        jobs::drain(ctx).await.unwrap();
        assert_eq!(state(ctx, none_left).await, (LetterState::Failed, Fault::Address));

        own_address(ctx, &athlete, "new@team.example").await;
        let erased = send(ctx, athlete.account, letter("Hello")).await.unwrap().unwrap();
        account::remove(ctx, &Actor::HOST, athlete.account).await.unwrap();
        jobs::drain(ctx).await.unwrap();
        assert_eq!(row(ctx, erased).await, None);
        assert!(server.take().is_empty(), "someone who is gone was written to");
    }

    async fn an_address_gets_one_question_and_nothing_else_until_it_is_proved(scratch) {
        let server = well().await;
        let (app, athlete) = start(scratch, server.port).await;
        let ctx = &app.ctx;
        let link = async || address::link(ctx, &mut ctx.begin_read().await.unwrap(), athlete.account).await.unwrap();
        let prove = async |link: &str| address::prove(ctx, Origin(None), athlete.account, link.rsplit('/').next().unwrap()).await;
        assert_eq!((link().await, address::standing(ctx, &athlete).await.unwrap()), (None, Standing::Proved));
        let waits = send(ctx, athlete.account, letter("Hello")).await.unwrap().unwrap();
        account::set_email(ctx, &athlete, "other@team.example").await.unwrap();
        assert_eq!(address::standing(ctx, &athlete).await.unwrap(), Standing::Stated);
        assert_eq!(send(ctx, athlete.account, letter("Hello")).await.unwrap(), None, "a stranger was written to");
        jobs::drain(ctx).await.unwrap();
        let came = server.take();
        assert_eq!(came.iter().map(|l| (&*l.to[0], l.header("subject"))).collect::<Vec<_>>(), [("other@team.example", "address-mail".to_owned())]);
        assert_eq!(state(ctx, waits).await, (LetterState::Waiting, Fault::Address));

        // What was asked of the address before says nothing of this one.
        let old = link().await.unwrap();
        account::set_email(ctx, &athlete, "third@team.example").await.unwrap();
        for wrong in [old.as_str(), "", "00000000000000000000000000000000"] {
            assert!(matches!(prove(wrong).await, Err(AppError::NotFound)), "{wrong}");
        }
        let right = link().await.unwrap();
        prove(&right).await.unwrap();
        prove(&right).await.unwrap();
        assert_eq!(address::standing(ctx, &athlete).await.unwrap(), Standing::Proved);
        app.world.advance(HOUR);
        jobs::drain(ctx).await.unwrap();
        let came = server.take();
        assert_eq!(came.iter().map(|l| (&*l.to[0], l.header("subject"))).collect::<Vec<_>>(), [("third@team.example", "Hello".to_owned())]);
        // The same address written again needs no new question.
        account::set_email(ctx, &athlete, "Third@team.example").await.unwrap();
        assert_eq!(address::standing(ctx, &athlete).await.unwrap(), Standing::Proved);
        jobs::drain(ctx).await.unwrap();
        assert!(server.take().is_empty());
    }

    async fn an_account_has_no_stranger_flooded_with_questions(scratch) {
        let server = well().await;
        let (app, athlete) = start(scratch, server.port).await;
        let ctx = &app.ctx;
        account::set_email(ctx, &athlete, "victim@team.example").await.unwrap();
        let mut asked = 1;
        while address::ask_again(ctx, &athlete).await.is_ok() {
            asked += 1;
        }
        assert!(asked < 6, "{asked} letters at once");
        assert!(account::set_email(ctx, &athlete, "other@team.example").await.is_err());
        account::set_email(ctx, &athlete, "").await.unwrap();
        jobs::drain(ctx).await.unwrap();
        assert!(server.take().is_empty(), "an address that was taken away was written to");
    }

    async fn nobody_is_flooded_and_no_line_becomes_a_header(scratch) {
        let server = well().await;
        let (app, athlete) = start(scratch, server.port).await;
        let ctx = &app.ctx;
        let named = Recipient::Address("coach@club.example", "Kim\r\nBcc: all@team.example");
        send(ctx, named, letter("Heats\r\nBcc: all@team.example")).await.unwrap().unwrap();
        jobs::drain(ctx).await.unwrap();
        let came = server.take().remove(0);
        assert_eq!((came.header("bcc"), &came.to), (String::new(), &vec!["coach@club.example".to_owned()]));
        assert_eq!(came.header("subject"), "Heats Bcc: all@team.example");
        for wrong in ["", "coach", "a@b", "a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.example", "<a@b.example>", "a,b@c.example"] {
            let sent = send(ctx, Recipient::Address(wrong, ""), letter("x")).await;
            assert!(matches!(sent, Err(AppError::Invalid(_))), "{wrong}: {sent:?}");
        }
        for _ in 0..LETTERS_MOST {
            send(ctx, athlete.account, letter("x")).await.unwrap().unwrap();
        }
        assert_eq!(send(ctx, athlete.account, letter("x")).await.unwrap(), None);
        app.world.advance(DAY + 1);
        assert!(send(ctx, athlete.account, letter("x")).await.unwrap().is_some());
    }
}
