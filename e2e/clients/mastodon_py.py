"""Mastodon.py (PyPI) against a running server: every call it has for what docs/api.md promises.

URL, FILM, SEEDED, ATHLETE, FAN (each `handle password`) stand in the environment.
"""
import datetime
import html
import http.server
import os
import queue
import re
import threading
import time

import requests
from mastodon import CallbackStreamListener, Mastodon, MastodonNotFoundError, MastodonUnauthorizedError, MastodonAPIError

URL, FILM, SEEDED = os.environ["URL"], os.environ["FILM"], int(os.environ["SEEDED"])
ATHLETE, FAN = os.environ["ATHLETE"].split(" ", 1), os.environ["FAN"].split(" ", 1)
SCOPES = ["read", "write", "follow", "push"]


def let_in(address, handle, password):
    """Signs in on the pages, says yes, and gives the code that is shown."""
    person = requests.Session()
    person.post(URL + "/sign-in", data={"handle": handle, "password": password, "next": "/"}, allow_redirects=False)
    page = person.get(address).text
    form = {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)}
    code = person.post(URL + "/oauth/authorize", data={**form, "decision": "allow"}).text
    return re.search(r'id="code" value="([^"]+)"', code).group(1)


def client(handle, password):
    app_id, secret = Mastodon.create_app("Mastodon.py", scopes=SCOPES, api_base_url=URL)
    api = Mastodon(client_id=app_id, client_secret=secret, api_base_url=URL, ratelimit_method="throw")
    address = api.auth_request_url(scopes=SCOPES, allow_http=True)
    assert address.startswith(URL + "/oauth/authorize?"), address
    api.log_in(code=let_in(address, handle, password), scopes=SCOPES, allow_http=True)
    return api


def refused(call, *kinds):
    try:
        call()
    except kinds or (MastodonAPIError,):
        return
    raise AssertionError("was not refused")


mo, sam = client(*ATHLETE), client(*FAN)
instance = mo.instance()
assert str(instance["version"]).startswith("4."), instance
assert mo.verify_minimum_version("4.3.0")
assert mo.instance_v1()["stats"]["status_count"] >= SEEDED
assert mo.instance_nodeinfo()["software"]["name"] == "grandstand"
assert mo.instance_peers() == [] and mo.instance_activity() == [] and mo.instance_rules() == []
assert mo.custom_emojis() == [] and mo.announcements() == [] and mo.conversations() == []
assert mo.app_verify_credentials()["name"] == "Mastodon.py"
me, other = mo.me(), sam.account_verify_credentials()
assert me["username"] == ATHLETE[0] and me["source"]["privacy"] == "public"
assert mo.account_update_credentials(display_name="Mo V", note="I run #here")["display_name"] == "Mo V"
assert mo.preferences()["posting:default:visibility"] == "public"
assert sam.account(me)["id"] == me["id"] and sam.account_lookup(ATHLETE[0])["id"] == me["id"]
assert any(a["id"] == me["id"] for a in sam.account_search(ATHLETE[0]))

# A film becomes a playable attachment.
refused(lambda: mo.status_post("No film"))
refused(lambda: sam.media_post(FILM, mime_type="video/mp4"))
film = mo.media_post(FILM, mime_type="video/mp4", description="A test card", focus=(0.5, -0.25), synchronous=True)
assert film["type"] == "video" and film["url"], film
assert mo.media(film)["id"] == film["id"]
mo.media_update(film, description="A test card that moves", focus=(0, 0))
post = mo.status_post("Hill reps with @" + FAN[0] + " #Training", media_ids=[film], visibility="public", language="en",
                      sensitive=True, spoiler_text="Flashing", idempotency_key="once")
twice = mo.status_post("Hill reps", media_ids=[film], idempotency_key="once")
assert twice["id"] == post["id"]
assert post["media_attachments"][0]["url"] and post["sensitive"] and post["spoiler_text"] == "Flashing"
assert post["mentions"][0]["username"] == FAN[0] and post["tags"][0]["name"] == "training"
bytes_ = requests.get(post["media_attachments"][0]["url"], headers={"Range": "bytes=0-999"})
assert bytes_.status_code == 206 and bytes_.headers["content-type"] == "video/mp4" and len(bytes_.content) == 1000
assert isinstance(post["created_at"], datetime.datetime)

assert sam.account_follow(me)["following"]
assert sam.account_relationships(me)[0]["following"]
assert sam.timeline_home()[0]["id"] == post["id"]
assert sam.status_favourite(post)["favourited"]
assert sam.status_reblog(post)["reblog"]["id"] == post["id"]
assert sam.status_bookmark(post)["bookmarked"]
assert mo.status_pin(post)["pinned"]
reply = sam.status_reply(post, "Go on!")
assert reply["in_reply_to_id"] == post["id"]
answer = mo.status_reply(reply, "Thank you")
assert [s["id"] for s in sam.status_context(post)["descendants"]] == [reply["id"], answer["id"]]
assert [s["id"] for s in sam.status_context(answer)["ancestors"]] == [post["id"], reply["id"]]
assert sam.status_favourited_by(post)[0]["id"] == other["id"] and sam.status_reblogged_by(post)[0]["id"] == other["id"]
assert sam.bookmarks()[0]["id"] == post["id"] and sam.favourites()[0]["id"] == post["id"]
kinds = {n["type"] for n in mo.notifications()}
assert {"follow", "favourite", "reblog", "mention"} <= kinds, kinds
only = mo.notifications(types=["favourite"])
assert {n["type"] for n in only} == {"favourite"}
assert mo.notifications(only[0]["id"])["status"]["id"] == post["id"]
assert "favourite" not in {n["type"] for n in mo.notifications(exclude_types=["favourite"])}
assert mo.notifications_unread_count()["count"] >= 4
assert len(mo.grouped_notifications().notification_groups) >= 4
assert mo.notifications_policy()["for_not_following"] == "accept"
mo.notifications_dismiss(only[0])
mo.notifications_clear()
assert mo.notifications() == []

edited = mo.status_update(post, "Hill reps, again #Training", media_ids=[film])
assert edited["edited_at"]
assert mo.status_source(post)["text"] == "Hill reps, again #Training"
assert [e["content"] != "" for e in mo.status_history(post)] == [True, True]
assert {s["id"] for s in mo.statuses([post, reply])} == {post["id"], reply["id"]}
assert mo.account_statuses(me, pinned=True)[0]["id"] == post["id"]
assert all(s["media_attachments"] for s in mo.account_statuses(me, only_media=True))
assert any(s["id"] == answer["id"] for s in mo.account_statuses(me))
assert not any(s["id"] == answer["id"] for s in mo.account_statuses(me, exclude_replies=True))
assert any(s["reblog"] for s in sam.account_statuses(other)) and not any(s["reblog"] for s in sam.account_statuses(other, exclude_reblogs=True))
assert mo.account_followers(me)[0]["id"] == other["id"] and sam.account_following(other)[0]["id"] == me["id"]
assert sam.account_familiar_followers(me)[0]["id"] == me["id"]
assert sam.account_note_set(me, "my hero")["note"] == "my hero"
assert sam.account_mute(me, duration=60)["muting"] and sam.mutes()[0]["id"] == me["id"]
assert not sam.account_unmute(me)["muting"]
mo.account_remove_from_followers(other)
assert mo.account_block(other)["blocking"] and mo.blocks()[0]["id"] == other["id"]
refused(lambda: sam.status(post), MastodonNotFoundError)
assert not mo.account_unblock(other)["blocking"]
assert mo.domain_blocks() == [] and mo.follow_requests() == []
refused(lambda: mo.follow_request_authorize(other), MastodonNotFoundError)
refused(lambda: mo.follow_request_reject(other), MastodonNotFoundError)

assert len(sam.timeline_public(limit=5, only_media=True)) == 5 and sam.timeline_public(remote=True) == []
assert len(sam.timeline_local(limit=5)) == 5
assert any(s["id"] == post["id"] for s in sam.timeline_hashtag("training"))
sam.account_follow(me)
list_ = sam.list_create("Runners")
sam.list_accounts_add(list_, me)
assert sam.list_accounts(list_)[0]["id"] == me["id"] and sam.account_lists(me)[0]["id"] == list_["id"]
assert any(s["id"] == post["id"] for s in sam.timeline_list(list_))
assert sam.list(list_)["title"] == "Runners" and sam.list_update(list_, "Fast")["title"] == "Fast" and len(sam.lists()) == 1
sam.list_accounts_delete(list_, me)
sam.list_delete(list_)
assert sam.tag_follow("training")["following"] and sam.followed_tags()[0]["name"] == "training"
assert sam.tag("training")["name"] == "training" and not sam.tag_unfollow("training")["following"]
featured = mo.featured_tag_create("training")
assert mo.featured_tags()[0]["name"] == "training" and sam.account_featured_tags(me)[0]["name"] == "training"
mo.featured_tag_delete(featured)
assert isinstance(mo.featured_tag_suggestions(), list)

sam.markers_set("home", post["id"])
assert sam.markers_get("home")["home"]["last_read_id"] == post["id"]
filter_ = sam.create_filter_v2("No hills", ["home"], "warn", keywords_attributes=[{"keyword": "hill", "whole_word": False}])
assert sam.timeline_home()[0]["filtered"][0]["filter"]["id"] == filter_["id"]
assert sam.filters_v2()[0]["id"] == filter_["id"] and sam.filter_v2(filter_)["title"] == "No hills"
word = sam.add_filter_keyword_v2(filter_, "rep", whole_word=True)
assert len(sam.filter_keywords_v2(filter_)) == 2
sam.delete_filter_keyword_v2(word)
assert sam.add_filter_status_v2(filter_, post)["status_id"] == post["id"] and len(sam.filter_statuses_v2(filter_)) == 1
assert sam.update_filter_v2(filter_, title="Hills")["title"] == "Hills"
sam.delete_filter_v2(filter_)
assert sam.filters_v2() == []

assert sam.search_v2(ATHLETE[0])["accounts"][0]["id"] == me["id"]
assert sam.search_v2("#training", result_type="hashtags")["hashtags"]
assert sam.trending_statuses() and sam.trending_tags() and sam.trending_links() == []
assert isinstance(sam.suggestions(), list)
assert sam.report(me, [post], comment="just a try", category="spam")["id"]
refused(lambda: sam.poll(1), MastodonNotFoundError)

later = mo.media_post(FILM, mime_type="video/mp4", synchronous=True)
at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
scheduled = mo.status_post("Later", media_ids=[later], scheduled_at=at)
assert mo.scheduled_statuses()[0]["id"] == scheduled["id"] and mo.scheduled_status(scheduled)["id"] == scheduled["id"]
assert mo.scheduled_status_update(scheduled, at + datetime.timedelta(hours=1))["scheduled_at"] > at
mo.scheduled_status_delete(scheduled)
assert mo.scheduled_statuses() == []

# Page after page, each status once, newest first; and back again.
page = sam.timeline_public(limit=40)
everything = sam.fetch_remaining(page)
ids = [int(s["id"]) for s in everything]
assert len(ids) >= SEEDED and ids == sorted(set(ids), reverse=True), len(ids)
second = sam.fetch_next(page)
assert [s["id"] for s in sam.fetch_previous(second)] == [s["id"] for s in page]

# Streams: the fan's home and the athlete's notifications.
assert mo.stream_healthy()
seen, told = queue.Queue(), queue.Queue()
home = sam.stream_user(CallbackStreamListener(update_handler=seen.put), run_async=True)
own = mo.stream_user_notifications(CallbackStreamListener(notification_handler=told.put), run_async=True)
while not (home.is_receiving() and own.is_receiving()):
    time.sleep(0.1)
fresh = mo.media_post(FILM, mime_type="video/mp4", synchronous=True)
streamed = mo.status_post("Live", media_ids=[fresh])
assert seen.get(timeout=30)["id"] == streamed["id"]
sam.status_favourite(streamed)
cheered = told.get(timeout=30)
assert (cheered["type"], cheered["status"]["id"], cheered["account"]["id"]) == ("favourite", streamed["id"], other["id"])
home.close()
own.close()
mo.status_delete(streamed)

# Push: what comes to the push service opens with what Mastodon.py knows of the coding.
pushed = queue.Queue()


class PushService(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        pushed.put((self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(201)
        self.end_headers()

    def log_message(self, *_):
        pass


service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PushService)
threading.Thread(target=service.serve_forever, daemon=True).start()
refused(mo.push_subscription, MastodonNotFoundError)
private, public = mo.push_subscription_generate_keys()
endpoint = f"http://127.0.0.1:{service.server_port}/swift"
subscription = mo.push_subscription_set(endpoint, public, mention_events=True, favourite_events=True, follow_events=False)
assert subscription["endpoint"] == endpoint and subscription["policy"] == "all", subscription
assert subscription["alerts"]["mention"] and not subscription["alerts"]["follow"]
assert subscription["server_key"] == mo.instance()["configuration"]["vapid"]["public_key"]
refused(lambda: mo.push_subscription_set("https://169.254.169.254/x", public))
assert mo.push_subscription()["id"] == subscription["id"]
call = sam.status_reply(post, "Faster!")
path, headers, body = pushed.get(timeout=30)
assert path == "/swift" and headers["Content-Encoding"] == "aesgcm"
note = mo.push_subscription_decrypt_push(body, private, headers["Encryption"], headers["Crypto-Key"])
assert (note["notification_type"], note["body"]) == ("mention", f"@{ATHLETE[0]} Faster!"), note
assert mo.notifications(note["notification_id"])["status"]["id"] == call["id"]
assert mo.push_subscription_update(reblog_events=True, policy="followed")["policy"] == "followed"
mo.push_subscription_delete()
refused(mo.push_subscription, MastodonNotFoundError)
sam.status_delete(call)

assert not sam.status_unfavourite(post)["favourited"] and not sam.status_unbookmark(post)["bookmarked"]
assert not sam.status_unreblog(post)["reblogged"] and not mo.status_unpin(post)["pinned"]
sam.status_delete(reply)
assert mo.status_delete(post)["text"] == "Hill reps, again #Training"
refused(lambda: sam.status(post), MastodonNotFoundError)
sam.account_unfollow(me)
mo.revoke_access_token(allow_http=True)
assert sam.me()["id"] == other["id"]
print("Mastodon.py: all calls answered")
