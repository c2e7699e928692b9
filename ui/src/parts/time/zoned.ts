/** Wall clocks: what a clock in a time zone shows at an instant, and the instant at which it shows something. */

/** "2027-03-01T09:00", as `<input type="datetime-local">` has it. */
export function wallOf(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(at));
  const said = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${said.year}-${said.month}-${said.day}T${said.hour}:${said.minute}`;
}

/** The other way round, as the API takes it. A clock that is put forward never shows some times: the hour after it is meant. */
export function instantOf(wall: string, zone: string): string {
  const asked = Date.parse(`${wall}Z`);
  let instant = asked;
  for (let turn = 0; turn < 3; turn += 1) {
    const off = Date.parse(`${wallOf(new Date(instant).toISOString(), zone)}Z`) - asked;
    if (off === 0) break;
    instant -= off;
  }
  return new Date(instant).toISOString();
}

/** Whether that clock ever shows it: one that is put forward leaps over an hour. */
export function isShownBy(wall: string, zone: string): boolean {
  const isHalfTyped = wall < '1000'; // a year digit by digit
  return isHalfTyped || wallOf(instantOf(wall, zone), zone) === wall.slice(0, 16);
}
