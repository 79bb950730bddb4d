<?php
// sabre/vobject: "validate <file>" for its complaints, "expand <file>" for the times.
require_once '/usr/share/php/Sabre/VObject/autoload.php';

[, $what, $file] = $argv;
$calendar = Sabre\VObject\Reader::read(file_get_contents($file));
if ($what === 'validate') {
    $complaints = $calendar->validate();
    foreach ($complaints as $complaint) {
        fwrite(STDERR, $complaint['message'] . "\n");
    }
    exit($complaints ? 1 : 0);
}
$calendar->expand(new DateTime('2025-12-31T00:00:00Z'), new DateTime('2028-01-02T00:00:00Z'));
$times = [];
foreach ($calendar->select('VEVENT') as $event) {
    $times[] = [$event->DTSTART->getDateTime()->getTimestamp(), $event->DTEND->getDateTime()->getTimestamp()];
}
echo json_encode($times), "\n";
