<?php
// sabre/vobject: "read <folder>" reads every message, "broker <folder>" keeps them by the library's own iTip broker
// (from version 3.3 on) and says what it shows after each step.
require_once getenv('SABRE_AUTOLOAD') ?: '/usr/share/php/Sabre/VObject/autoload.php';

use Sabre\VObject\ITip\Broker;
use Sabre\VObject\ITip\Message;
use Sabre\VObject\Reader;

function text(string $value): string
{
    // Version 2 leaves the escapes of text in its values.
    return class_exists(Broker::class) ? $value : stripslashes(str_replace('\\n', "\n", $value));
}

// Version 2 expands in place, version 4 returns another calendar.
function expanded($calendar)
{
    if (!$calendar->VEVENT->RRULE) {
        return $calendar;
    }
    return $calendar->expand(new DateTime('2025-12-31T00:00:00Z'), new DateTime('2028-01-02T00:00:00Z')) ?? $calendar;
}

function times($calendar): array
{
    $times = [];
    foreach (expanded(clone $calendar)->select('VEVENT') as $event) {
        $times[] = [$event->DTSTART->getDateTime()->getTimestamp(), $event->DTEND->getDateTime()->getTimestamp()];
    }
    return $times;
}

// The calendar with one of its events only.
function alone($calendar, $chosen)
{
    $copy = new Sabre\VObject\Component\VCalendar();
    foreach ($calendar->select('VTIMEZONE') as $zone) {
        $copy->add(clone $zone);
    }
    $copy->add(clone $chosen);
    return $copy;
}

function details($calendar, $event): array
{
    return [
        'uid' => (string) $event->UID,
        'recurrence_id' => $event->{'RECURRENCE-ID'} ? $event->{'RECURRENCE-ID'}->getDateTime()->getTimestamp() : null,
        'times' => times(alone($calendar, $event)),
        'location' => text((string) $event->LOCATION),
        'video' => (string) $event->CONFERENCE,
    ];
}

function message(string $file): Message
{
    $calendar = Reader::read(file_get_contents($file));
    $message = new Message();
    $message->message = $calendar;
    $message->component = 'VEVENT';
    $message->method = (string) $calendar->METHOD;
    $message->uid = (string) $calendar->VEVENT->UID;
    $message->sequence = (int) (string) $calendar->VEVENT->SEQUENCE;
    $message->sender = (string) $calendar->VEVENT->ORGANIZER;
    $message->recipient = (string) $calendar->VEVENT->ATTENDEE;
    return $message;
}

// What a calendar shows of the kept events: the broker keeps changed instances beside the event of the series.
function shown(array $kept): array
{
    $events = [];
    foreach ($kept as $raw) {
        $calendar = expanded(Reader::read($raw));
        foreach ($calendar->select('VEVENT') as $event) {
            if ((string) $event->STATUS !== 'CANCELLED') {
                $events[] = details(alone($calendar, $event), $event);
            }
        }
    }
    return $events;
}

function keep(array $steps, string $folder): array
{
    $kept = $shown = [];
    foreach ($steps as $step) {
        foreach ($step['files'] as $file) {
            $message = message("$folder/$file");
            $old = isset($kept[$message->uid]) ? Reader::read($kept[$message->uid]) : null;
            $kept[$message->uid] = (new Broker())->processMessage($message, $old)->serialize();
        }
        $shown[] = shown($kept);
    }
    return $shown;
}

[, $what, $folder] = $argv;
$found = [];
if ($what === 'broker') {
    foreach (json_decode(file_get_contents("$folder/cases.json"), true) as $name => $steps) {
        $found[$name] = keep($steps, $folder);
    }
} else {
    foreach (glob("$folder/*.ics") as $file) {
        $calendar = Reader::read(file_get_contents($file));
        $found[basename($file)] = [];
        foreach ($calendar->select('VEVENT') as $event) {
            $found[basename($file)][] = details($calendar, $event) + [
                'method' => (string) $calendar->METHOD,
                'sequence' => (int) (string) $event->SEQUENCE,
                'stamp' => $event->DTSTAMP->getDateTime()->getTimestamp(),
            ];
        }
    }
}
echo json_encode($found), "\n";
