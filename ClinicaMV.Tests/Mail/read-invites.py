"""Reads every mail of a folder with programs that are not ours, and prints what a calendar would make of each: one JSON object a line."""
import email
import email.policy
import json
import pathlib
import sys

import icalendar
import pytz


def instant(value, zones):
    """UTC by the zone rules that came with the message, not by those of this machine."""
    moment = value.dt
    zone = value.params.get("TZID")
    if zone:
        moment = zones[zone].localize(moment.replace(tzinfo=None))
    return moment.astimezone(pytz.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def one_or_many(value):
    return value if isinstance(value, list) else [value] if value else []


def read(path):
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    texts = {part.get_payload(decode=True) for part in parts}
    calendar = icalendar.Calendar.from_ical(texts.pop().decode("utf-8"))
    zones = {zone["TZID"]: zone.to_tz() for zone in calendar.walk("VTIMEZONE")}
    (event,) = calendar.walk("VEVENT")
    return {
        "File": path.name,
        "Shape": [part.get_content_type() for part in message.walk()],
        "PartMethods": [part.get_param("method") for part in parts],
        "Different": len(texts),
        "Method": str(calendar["METHOD"]),
        "Uid": str(event["UID"]),
        "Sequence": int(event["SEQUENCE"]),
        "Starts": instant(event["DTSTART"], zones),
        "Ends": instant(event["DTEND"], zones),
        "Status": str(event["STATUS"]),
        "Summary": str(event["SUMMARY"]),
        "Url": str(event["URL"]),
        "Organizer": str(event["ORGANIZER"]),
        "Attendees": [str(attendee) for attendee in one_or_many(event.get("ATTENDEE"))],
        "Stamp": event["DTSTAMP"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Alarms": len(event.walk("VALARM")),
        "Text": calendar.to_ical().decode("utf-8"),
    }


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    print(json.dumps(read(path)))
