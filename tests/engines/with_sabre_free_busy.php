<?php
// sabre/vobject (from version 4 on), as CalDAV servers use it: the times of two years at which the person whose
// VAVAILABILITY is in <file> is not busy.
require_once getenv('SABRE_AUTOLOAD');

use Sabre\VObject\FreeBusyGenerator;
use Sabre\VObject\Reader;

$zone = new DateTimeZone('Europe/Helsinki');
[$start, $end] = [new DateTime('2026-01-01', $zone), new DateTime('2028-01-01', $zone)];
$generator = new FreeBusyGenerator($start, $end, null, $zone);
$generator->setVAvailability(Reader::read(file_get_contents($argv[1])));
$busy = [];
foreach ($generator->getResult()->VFREEBUSY->select('FREEBUSY') as $property) {
    foreach (explode(',', (string) $property) as $period) {
        $busy[] = array_map('strtotime', explode('/', $period));
    }
}
sort($busy);
[$free, $last] = [[], $start->getTimestamp()];
foreach ([...$busy, [$end->getTimestamp(), $end->getTimestamp()]] as [$from, $until]) {
    if ($from > $last) {
        $free[] = [$last, $from];
    }
    $last = max($last, $until);
}
echo json_encode($free), "\n";
