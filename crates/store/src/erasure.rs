//! What goes with an account that is removed: everything that says what one person did or chose.

use grandstand_domain::id::{AccountId, CommentId, PostId, ReblogId};

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

const FOLLOWEES: &str = "SELECT followee_id FROM follow WHERE follower_id = $1";
const FOLLOWERS: &str = "SELECT follower_id FROM follow WHERE followee_id = $1";
const CHEERS: &str = "SELECT post_id FROM cheer WHERE account_id = $1";
const COMMENTS: &str = "SELECT id, post_id FROM comment WHERE account_id = $1 AND removed_at IS NULL";
const POSTS: &str = "SELECT id FROM post WHERE account_id = $1 AND state <> 'removed'";

const REBLOGS: &str = "SELECT id, post_id FROM reblog WHERE account_id = $1";

const END_FOLLOWS: &str = "DELETE FROM follow WHERE follower_id = $1 OR followee_id = $1";
const END_CHEERS: &str = "DELETE FROM cheer WHERE account_id = $1";
const EMPTY_COMMENTS: &str =
    "UPDATE comment SET text = '', removed_at = COALESCE(removed_at, $2), removed_by = $1 WHERE account_id = $1";
const END_BOOKMARKS: &str = "DELETE FROM bookmark WHERE account_id = $1";
const END_HIDDEN: &str = "DELETE FROM hidden WHERE account_id = $1";
const END_BLOCKED: &str = "DELETE FROM block WHERE account_id = $1 OR blocked_id = $1";
const END_MUTED: &str = "DELETE FROM muted_word WHERE account_id = $1";
const END_NOTIFICATIONS: &str = "DELETE FROM notification WHERE account_id = $1 OR actor_id = $1";
const END_MARKS: &str = "DELETE FROM notification_mark WHERE account_id = $1";
const END_REBLOGS: &str = "DELETE FROM reblog WHERE account_id = $1";
const END_PINS: &str = "DELETE FROM pin WHERE account_id = $1";
const END_MUTES: &str = "DELETE FROM mute WHERE account_id = $1 OR muted_id = $1";
const END_NOTES: &str = "DELETE FROM account_note WHERE account_id = $1 OR about_id = $1";
const END_LISTS: &str = "DELETE FROM account_list WHERE account_id = $1";
const END_MEMBERSHIPS: &str = "DELETE FROM account_list_member WHERE account_id = $1";
const END_FILTERS: &str = "DELETE FROM status_filter WHERE account_id = $1";
const END_MARKERS: &str = "DELETE FROM marker WHERE account_id = $1";
const END_FOLLOWED_TAGS: &str = "DELETE FROM followed_tag WHERE account_id = $1";
const END_FEATURED_TAGS: &str = "DELETE FROM featured_tag WHERE account_id = $1";
const END_KEYS: &str = "DELETE FROM idempotency WHERE account_id = $1";
const END_CODES: &str = "DELETE FROM oauth_code WHERE account_id = $1";
const END_AGE: &str = "DELETE FROM age_band WHERE account_id = $1";
const END_IMPORTS: &str = "DELETE FROM import_file WHERE account_id = $1";
const END_REMARKS: &str =
    "DELETE FROM review_remark WHERE account_id = $1 OR review_id IN (SELECT id FROM review WHERE athlete_id = $1)";
const END_VERSIONS: &str =
    "DELETE FROM review_version WHERE review_id IN (SELECT id FROM review WHERE athlete_id = $1)";
const END_REVIEWS: &str = "DELETE FROM review WHERE athlete_id = $1";
const END_COACHING: &str =
    "UPDATE review SET state = 'ended', note = '' WHERE coach_id = $1 AND state IN ('waiting', 'changes')";
const END_LETTERS: &str = "DELETE FROM outbox WHERE account_id = $1";
const END_BLOCKS: &str = "DELETE FROM timetable_block WHERE made_by = $1 AND entry_id IN (SELECT id FROM roster_entry WHERE account_id = $1)";
const FORGET_BLOCKS: &str = "UPDATE timetable_block SET made_by = NULL WHERE made_by = $1";
const END_CALENDARS: &str =
    "DELETE FROM timetable_feed WHERE entry_id IN (SELECT id FROM roster_entry WHERE account_id = $1)";
const END_CLAIMS: &str = "UPDATE roster_entry SET account_id = NULL, claimed_at = NULL WHERE account_id = $1";
const END_ACCESS: &str =
    "DELETE FROM entry_access WHERE entry_id IN (SELECT id FROM roster_entry WHERE account_id = $1)";
const END_WISHES: &str =
    "DELETE FROM course_wish WHERE entry_id IN (SELECT id FROM roster_entry WHERE account_id = $1)";
const END_TRIES: &str =
    "DELETE FROM course_check_try WHERE entry_id IN (SELECT id FROM roster_entry WHERE account_id = $1)";
const END_CERTIFICATES: &str =
    "DELETE FROM certificate WHERE entry_id IN (SELECT id FROM roster_entry WHERE account_id = $1)";
const END_REACH: &str = "DELETE FROM reach_choice WHERE account_id = $1";
const END_POST_DAYS: &str = "DELETE FROM post_day WHERE post_id IN (SELECT id FROM post WHERE account_id = $1)";
const END_ROLES: &str = "DELETE FROM membership WHERE account_id = $1";
const FORGET_ROLES: &str = "UPDATE membership SET made_by = NULL WHERE made_by = $1";
const HOLD_BACK: &str = "UPDATE post SET state = 'draft', scheduled_at = NULL WHERE state IN ('scheduled', 'waiting') AND id IN \
     (SELECT post_id FROM post_hand WHERE delegation_id IN (SELECT id FROM delegation WHERE holder_id = $1))";
const FORGET_HAND: &str = "UPDATE post_hand SET delegation_id = NULL WHERE delegation_id IN \
     (SELECT id FROM delegation WHERE athlete_id = $1 OR holder_id = $1)";
// Not set free: what a browser was about to do for who left must not happen as its owner.
const END_ACTING: &str = "DELETE FROM session WHERE delegation_id IN \
     (SELECT id FROM delegation WHERE athlete_id = $1 OR holder_id = $1)";
const END_DELEGATIONS: &str = "DELETE FROM delegation WHERE athlete_id = $1 OR holder_id = $1";
const END_ACTED: &str = "DELETE FROM acted WHERE athlete_id = $1";
const FORGET_ACTED: &str = "UPDATE acted SET holder_id = NULL WHERE holder_id = $1";
const END_CHOICE: &str = "DELETE FROM feed_choice WHERE account_id = $1";
const END_SUBSCRIPTIONS: &str = "DELETE FROM push_subscription WHERE account_id = $1";
const END_PUSH_CHOICE: &str = "DELETE FROM push_choice WHERE account_id = $1";
const END_BOOKED_CELLS: &str =
    "DELETE FROM booking_cell WHERE booking_id IN (SELECT id FROM booking WHERE account_id = $1)";
const END_BOOKED_KIT: &str = "DELETE FROM kit_cell WHERE booking_id IN (SELECT id FROM booking WHERE account_id = $1)";
const END_BOOKED_CREW: &str =
    "DELETE FROM crew_cell WHERE booking_id IN (SELECT id FROM booking WHERE account_id = $1)";
const END_LOANS: &str = "DELETE FROM booking_kit WHERE booking_id IN (SELECT id FROM booking WHERE account_id = $1)";
const END_GUESTS: &str = "DELETE FROM booking_guest WHERE booking_id IN (SELECT id FROM booking WHERE account_id = $1)";
const END_BOOKINGS: &str = "DELETE FROM booking WHERE account_id = $1";
const FORGET_BOOKINGS: &str = "UPDATE booking SET by_id = NULL WHERE by_id = $1";
const END_WAITS: &str = "DELETE FROM booking_wait WHERE account_id = $1";
const END_CAPTURES: &str = "DELETE FROM capture WHERE account_id = $1";
const FORGET_STATIONS: &str = "UPDATE station SET by_id = NULL WHERE by_id = $1";
const FORGET_SHARES: &str = "UPDATE share SET account_id = NULL WHERE account_id = $1";
const FORGET_REPORTS: &str = "UPDATE report SET reporter_id = NULL WHERE reporter_id = $1";
const EMPTY_JOURNEYS: &str = "UPDATE journey SET title = '', summary = '', games = '', removed_at = COALESCE(removed_at, $2) WHERE account_id = $1";

/// What an account did that others' figures count, so that the log can take each of it back.
#[derive(Clone, Debug, Default)]
pub struct Deeds {
    /// Whom it follows.
    pub followees: Vec<AccountId>,
    /// Who follows it.
    pub followers: Vec<AccountId>,
    /// What it cheered.
    pub cheers: Vec<PostId>,
    /// What it wrote, and under which post.
    pub comments: Vec<(CommentId, PostId)>,
    /// What it posted.
    pub posts: Vec<PostId>,
    /// What it passed on.
    pub reblogs: Vec<(ReblogId, PostId)>,
}

/// Everything an account did that others' figures count.
pub async fn deeds(tx: &mut ReadTx, who: AccountId) -> Result<Deeds, StoreError> {
    let id = who.0;
    Ok(Deeds {
        followees: all!(tx, (i64,), FOLLOWEES, id)?.into_iter().map(|r| AccountId(r.0)).collect(),
        followers: all!(tx, (i64,), FOLLOWERS, id)?.into_iter().map(|r| AccountId(r.0)).collect(),
        cheers: all!(tx, (i64,), CHEERS, id)?.into_iter().map(|r| PostId(r.0)).collect(),
        comments: all!(tx, (i64, i64), COMMENTS, id)?.into_iter().map(|r| (CommentId(r.0), PostId(r.1))).collect(),
        reblogs: all!(tx, (i64, i64), REBLOGS, id)?.into_iter().map(|r| (ReblogId(r.0), PostId(r.1))).collect(),
        posts: all!(tx, (i64,), POSTS, id)?.into_iter().map(|r| PostId(r.0)).collect(),
    })
}

/// Removes it all, and empties what others' words hang on. Posts are removed before by their own use case.
pub async fn erase(tx: &mut WriteTx, who: AccountId) -> Result<(), StoreError> {
    let now = tx.now().0;
    let alone = [
        END_FOLLOWS,
        END_CHEERS,
        END_BOOKMARKS,
        END_HIDDEN,
        END_BLOCKED,
        END_MUTED,
        END_NOTIFICATIONS,
        END_MARKS,
        END_REBLOGS,
        END_PINS,
        END_MUTES,
        END_NOTES,
        END_LISTS,
        END_MEMBERSHIPS,
        END_FILTERS,
        END_MARKERS,
        END_FOLLOWED_TAGS,
        END_FEATURED_TAGS,
        END_KEYS,
        END_CODES,
        END_AGE,
        END_IMPORTS,
        END_REMARKS,
        END_VERSIONS,
        END_REVIEWS,
        END_COACHING,
        END_LETTERS,
        END_BLOCKS,
        FORGET_BLOCKS,
        END_CALENDARS,
        END_ACCESS,
        END_WISHES,
        END_TRIES,
        END_CERTIFICATES,
        END_REACH,
        END_POST_DAYS,
        // Last of the roster: the others find their rows by it.
        END_CLAIMS,
        END_ROLES,
        FORGET_ROLES,
        HOLD_BACK,
        FORGET_HAND,
        END_ACTING,
        END_DELEGATIONS,
        END_ACTED,
        FORGET_ACTED,
        END_CHOICE,
        END_SUBSCRIPTIONS,
        END_PUSH_CHOICE,
        END_BOOKED_CELLS,
        END_GUESTS,
        END_BOOKED_KIT,
        END_BOOKED_CREW,
        END_LOANS,
        END_BOOKINGS,
        FORGET_BOOKINGS,
        END_WAITS,
        END_CAPTURES,
        FORGET_STATIONS,
        FORGET_SHARES,
        FORGET_REPORTS,
    ];
    for statement in alone {
        run!(tx, statement, who.0)?;
    }
    for statement in [EMPTY_COMMENTS, EMPTY_JOURNEYS] {
        run!(tx, statement, who.0, now)?;
    }
    Ok(())
}
