<?php
// What sabre/vobject finds in iTIP messages: one JSON object a file. With SABRE_AUTOLOAD naming the autoloader of
// version 4, its iTip broker keeps the calendar itself, and what is told is what the broker made of each message.
require_once getenv('SABRE_AUTOLOAD') ?: '/usr/share/php/Sabre/VObject/autoload.php';

$kept = null;
foreach (array_slice($argv, 1) as $file) {
    $calendar = Sabre\VObject\Reader::read(file_get_contents($file));
    $event = $calendar->VEVENT;
    $method = (string) $calendar->METHOD;
    if (class_exists('Sabre\VObject\ITip\Broker')) {
        $message = new Sabre\VObject\ITip\Message();
        $message->component = 'VEVENT';
        $message->uid = (string) $event->UID;
        $message->sequence = (string) $event->SEQUENCE;
        $message->method = $method;
        $message->message = $calendar;
        $kept = (new Sabre\VObject\ITip\Broker())->processMessage($message, $kept);
        if (count($kept->VEVENT) !== 1) {
            fwrite(STDERR, count($kept->VEVENT) . " events\n");
            exit(1);
        }
        $event = $kept->VEVENT;
        $method = (string) $event->STATUS === 'CANCELLED' ? 'CANCEL' : 'REQUEST';
    }
    echo json_encode([
        'method' => $method,
        'uid' => (string) $event->UID,
        'sequence' => (int) (string) $event->SEQUENCE,
        'start' => $event->DTSTART->getDateTime()->getTimestamp(),
        'end' => $event->DTEND->getDateTime()->getTimestamp(),
    ]), "\n";
}
