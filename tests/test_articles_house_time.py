from datetime import UTC, date, datetime, time

import pytest

from django.core.exceptions import ValidationError

from articles.house_time import midnight, on_another_day, on_the_clock, told


@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        ("Europe/London", "2027-03-28", "00:59", "2027-03-28T00:59"),  # the last minute before the gap
        ("Europe/London", "2027-03-28", "02:00", "2027-03-28T01:00"),  # the first after it
        ("Europe/London", "2027-10-31", "00:59", "2027-10-30T23:59"),  # the last before the overlap
        ("Europe/London", "2027-10-31", "02:00", "2027-10-31T02:00"),  # the first after it
        ("America/New_York", "2027-03-14", "03:00", "2027-03-14T07:00"),
        ("Australia/Lord_Howe", "2027-10-03", "02:30", "2027-10-02T15:30"),
        ("Pacific/Apia", "2027-03-28", "09:00", "2027-03-27T20:00"),
    ],
)
def test_a_time_that_comes_once_is_a_moment(settings, zone, day, hour, utc):
    settings.TIME_ZONE = zone
    moment = on_the_clock(date.fromisoformat(day), time.fromisoformat(hour))
    assert moment == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "words"),
    [
        ("Europe/London", "2027-03-28", "01:00", "There is no 01:00 on 28 March 2027 in Europe/London"),
        ("Europe/London", "2027-03-28", "01:59", "There is no 01:59"),
        ("Europe/London", "2027-10-31", "01:00", "01:00 comes twice on 31 October 2027 in Europe/London"),
        ("Europe/London", "2027-10-31", "01:59", "01:59 comes twice"),
        ("America/New_York", "2027-11-07", "01:30", "01:30 comes twice"),
        ("Australia/Lord_Howe", "2027-10-03", "02:15", "There is no 02:15"),
        ("Africa/Cairo", "2027-04-30", "00:30", "There is no 00:30"),
    ],
)
def test_a_time_that_never_comes_or_comes_twice_is_refused_in_plain_words(settings, zone, day, hour, words):
    settings.TIME_ZONE = zone
    with pytest.raises(ValidationError, match=words):
        on_the_clock(date.fromisoformat(day), time.fromisoformat(hour))


@pytest.mark.parametrize("year", [1, 202, 1999, 2100, 9999])
def test_a_year_with_a_slip_in_it_is_refused(year):
    with pytest.raises(ValidationError, match="between the years 2000 and 2099"):
        on_the_clock(date(year, 12, 31), time(12))


def test_another_day_has_the_same_hour_on_the_clock():
    before = on_the_clock(date(2027, 3, 27), time(9))
    after = on_another_day(before, date(2027, 3, 29))
    assert after.time() == time(9)
    assert after.timestamp() - before.timestamp() == 47 * 60 * 60  # the night between them is an hour short
    assert on_another_day(after, date(2027, 3, 27)) == before


def test_a_day_whose_midnight_falls_into_a_gap_begins_after_it(settings):
    settings.TIME_ZONE = "Africa/Cairo"
    first = on_the_clock(date(2027, 4, 30), time(1))
    assert midnight(date(2027, 4, 30)).timestamp() == first.timestamp()


def test_a_moment_is_told_on_the_houses_clock_and_with_its_zone(settings):
    moment = datetime(2027, 7, 1, 8, tzinfo=UTC)
    assert told(moment) == "1 July 2027, 09:00 (Europe/London)"
    settings.TIME_ZONE = "America/New_York"
    assert told(moment) == "1 July 2027, 04:00 (America/New_York)"
