// One worker's whole caseload in the import form, the same every time but for its days, which are counted
// from today: 250 people, 10,000 entries of their stories, 60 places, and one person with 500 entries.
export const N_PEOPLE = 250, N_ENTRIES = 10_000, N_OF_THE_LONGEST = 500, N_PLACES = 60;
export const LONGEST = { called: "Hesper", name: "Hesper Longstory" };

// How the entries of one person are spread over what an entry can be.
const OF_THE_LONGEST = { visit: 300, holding: 60, promise: 50, tried: 40, connection: 30, barrier: 15, goal: 5 };
const OF_EVERYBODY = { visit: 24, holding: 4, promise: 4, goal: 2, connection: 2, tried: 1, barrier: 1 };
const DAYS_BACK = 700, A_DAY_MS = 86_400_000;
const SYLLABLES = ["ka", "lo", "mi", "ren", "tas", "vo", "dul", "pe", "shi", "gar", "nu", "bel", "fo", "ith", "wen", "cra",
  "oss", "lin", "tu", "mar", "eb", "sol", "qui", "ha"];
const CAUSES = ["waiting list", "fares", "housing", "no such service", "benefit decision", "access", "fear", "full"];

export function caseload(now = Date.now()) {
  const random = fromSeed(2026);
  const words = Array.from({ length: 3_000 }, () => wordOf(random));
  const world = { now, random, words, places: [], causes: [] };
  const lines = [...sharedOnes(world)];
  let n_left = N_ENTRIES;
  for (let n = 0; n < N_PEOPLE; n += 1) {
    const counts = n === 0 ? OF_THE_LONGEST : OF_EVERYBODY;
    const person = personOf(world, n);
    const told = Object.entries(counts).flatMap(([kind, count]) => entries(world, person, kind, count));
    n_left -= told.length;
    lines.push(person, ...told);
    // What is left over of the round number goes to the last.
    if (n === N_PEOPLE - 1) lines.push(...entries(world, person, "visit", n_left));
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function* sharedOnes(world) {
  for (let n = 0; n < N_PLACES; n += 1) {
    const place = { kind: "service", id: idOf(world), name: capital(said(world, 3)), what_for: said(world, 6), checked_on: dayBack(world, n) };
    world.places.push(place.id);
    yield place;
    if (n % 3) yield { kind: "learned", id: idOf(world), service: place.id, at: momentBack(world, n), text: said(world, 12) };
  }
  for (let n = 0; n < 6; n += 1) {
    const cause = { kind: "shared_cause", id: idOf(world), words: said(world, 4) };
    world.causes.push(cause.id);
    yield cause;
  }
}

function personOf(world, n) {
  const name = n === 0 ? LONGEST.name : `${capital(said(world, 1))} ${capital(said(world, 1))}`;
  const called = n === 0 ? { preferred_name: LONGEST.called } : {};
  return { kind: "person", id: idOf(world), name, ...called, telephone: `01632 96${String(n).padStart(4, "0")}`,
    matters: said(world, 12), access: said(world, 8), rhythm_days: 14 + (n % 3) * 7, rhythm_words: said(world, 5) };
}

// Of one kind, spread evenly over the time since they began; the newest some days ago, with everybody on
// another day.
function entries(world, person, kind, count) {
  const newest = 1 + Math.floor(world.random() * 60);
  return Array.from({ length: count }, (_, n) => {
    const back = newest + ((n + world.random()) * (DAYS_BACK - newest)) / count;
    return { kind, id: idOf(world), person: person.id, at: momentBack(world, back), ...ENTRY[kind](world, back, n) };
  });
}

const ENTRY = {
  visit: (world) => ({ place: any(world, ["home", "home", "phone", "community"]), note: said(world, 80),
    said: world.random() < 0.4 ? said(world, 15) : "", how_they_were: world.random() < 0.4 ? said(world, 4) : "" }),
  holding: (world) => ({ how: any(world, ["waiting with", "steadying", "listening", "being alongside"]), line: said(world, 8) }),
  promise: (world, back, n) => ({ text: said(world, 8), by: any(world, ["worker", "person"]), on: dayBack(world, back - 14),
    ...n % 4 ? { became: "kept", became_words: said(world, 5) } : {} }),
  goal: (world) => ({ words: said(world, 8), step: said(world, 6), going: 3 }),
  connection: (world, back, n) => ({ service: any(world, world.places), on: dayBack(world, back - 7), ask_by: "next visit",
    how: any(world, ["going together", "introduction", "ringing ahead"]), stage: n % 2 ? "settled in" : "arranged" }),
  tried: (world) => ({ step: said(world, 6), became: any(world, ["adjusted", "swapped", "done", "life happened"]), learned: said(world, 10) }),
  barrier: (world, back, n) => ({ cause: any(world, CAUSES), words: said(world, 8), ...n % 2 ? {} : { shared_cause: any(world, world.causes) } }),
};

function wordOf(random) {
  return Array.from({ length: 1 + Math.floor(random() * 4) }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join("");
}

// The first words fall far more often, as words do.
function said({ random, words }, n) {
  return Array.from({ length: n }, () => words[Math.floor(random() ** 3 * words.length)]).join(" ");
}

const any = ({ random }, of) => of[Math.floor(random() * of.length)];
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const momentBack = ({ now }, days) => new Date(now - days * A_DAY_MS).toISOString();
const dayBack = (world, days) => momentBack(world, days).slice(0, 10);

function idOf({ random }) {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

// Mulberry32: the same numbers on every machine.
function fromSeed(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
