/** Sample deals; the same on every run. */
import type { Deal } from "../deals/deal.ts";
import { type JsonValue, LosslessNumber } from "../json.ts";
import { seededRandom } from "./random.ts";

/**
 * `count` deals, one at a time. The first ones are known (see `KNOWN`), the others come from `seed`.
 * More of them begin with the same ones. Ids and external ids are unique.
 */
export function* seedDeals(count: number, seed = 1): Generator<Deal> {
  const random = seededRandom(seed);
  const timeOf = timeTexts();
  for (let index = 0; index < count; index++) yield KNOWN[index] ?? madeUp(index, random, timeOf);
}

const UNSET = {
  external_id: null,
  deal_name: null,
  pipeline: null,
  deal_stage: null,
  deal_owner: null,
  created_at: "2026-05-01T10:00:00.000Z",
  updated_at: "2026-05-28T12:00:00.000Z",
  archived: false,
  amount: null,
  close_date: null,
  next_step: null,
  phone: null,
  priority: null,
  renewal: null,
  tags: null,
} as const satisfies Record<string, JsonValue>;

/** Deals with known ids: an everyday one, then the cases that a program gets wrong. */
export const KNOWN: readonly Deal[] = [
  {
    ...UNSET,
    id: "550e8400-e29b-41d4-a716-446655440000",
    external_id: "ext-001",
    deal_name: "Starter plan",
    pipeline: "default",
    deal_stage: "qualified",
    deal_owner: "jane@example.com",
    amount: new LosslessNumber("1200.00"),
    close_date: "2026-12-15",
    next_step: "Send the offer",
    phone: "+1 555 0100",
    priority: "medium",
    renewal: false,
    tags: ["self-service"],
  },
  {
    ...UNSET,
    id: "550e8400-e29b-41d4-a716-446655440001",
    external_id: "ext-002",
    deal_name: "Pilot of last year",
    pipeline: "default",
    deal_stage: "lost",
    deal_owner: "sam@example.com",
    created_at: "2025-09-03T07:15:00.000Z",
    updated_at: "2026-02-10T16:40:12.345Z",
    archived: "2026-02-10T16:40:12.345Z",
    archived_by: "operations@example.com",
  },
  { ...UNSET, id: "550e8400-e29b-41d4-a716-446655440002" },
  {
    ...UNSET,
    id: "550e8400-e29b-41d4-a716-446655440003",
    external_id: "ext-004",
    deal_name: "東京オフィスの年間契約更新",
    pipeline: "更新",
    deal_stage: "proposal",
    deal_owner: "yuki@example.com",
    amount: new LosslessNumber("9007199254740993"),
    next_step: "見積書を送る",
    phone: "+81 3 5550 0104",
    renewal: true,
    tags: ["更新", "重要"],
  },
  {
    ...UNSET,
    id: "550e8400-e29b-41d4-a716-446655440004",
    external_id: "ext-005",
    deal_name: `Enterprise plan for all offices, ${"with training, support and migration of the old records, ".repeat(4)}in three steps`,
    pipeline: "enterprise",
    deal_stage: "negotiation",
    deal_owner: "procurement.and.partnerships.of.the.northern.region@example.com",
    amount: new LosslessNumber("250000.10"),
    close_date: "2027-03-31",
    next_step: "First line: call the board\nSecond line: send the summary",
    priority: "high",
    tags: ["enterprise", "training", "migration", "support"],
  },
  {
    ...UNSET,
    id: "550e8400-e29b-41d4-a716-446655440005",
    external_id: "ext-006",
    deal_name: 'Café déploiement — "Gold", 2ᵉ étape 🚀',
    pipeline: "default",
    deal_stage: "won",
    deal_owner: "zoe@example.com",
    amount: new LosslessNumber("-1.10"),
    tags: [],
  },
];

const SIZES = ["Starter", "Team", "Business", "Enterprise", "Education", "Regional"];
const SUBJECTS = ["plan", "renewal", "upgrade", "pilot", "migration", "support contract", "training"];
const STAGES = ["new", "qualified", "proposal", "negotiation", "won", "lost"];
const OWNERS = ["jane", "sam", "yuki", "zoe", "omar", "ines"].map((name) => `${name}@example.com`);
const STEPS = ["Send the offer", "Call back", "Book a demo", "Wait for the signature", "Ask for references"];
const PRIORITIES = ["low", "medium", "high"];
const TAGS = [[], ["inbound"], ["inbound", "partner"], ["self-service"], ["enterprise", "at-risk"]];
/** In minutes, as all times here. */
const DAY = 24 * 60;
const FIRST_DAY = Date.UTC(2026, 0, 5) / 60_000;

function madeUp(index: number, random: () => number, timeOf: (minute: number) => string): Deal {
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(values: readonly T[]) => values[below(values.length)] ?? null;
  const sometimes = <T extends JsonValue>(share: number, value: () => T) =>
    random() < share ? value() : null;
  const created = FIRST_DAY + below(120 * DAY);
  const updated = created + 1 + below(30 * DAY);
  const deal = {
    ...UNSET,
    id: uuid(random),
    external_id: sometimes(0.9, () => `ext-${String(index + 1).padStart(3, "0")}`),
    deal_name: flat([oneOf(SIZES), " ", oneOf(SUBJECTS), ", ", 1 + below(500), " seats"]),
    pipeline: random() < 0.8 ? "default" : "enterprise",
    deal_stage: oneOf(STAGES),
    deal_owner: sometimes(0.95, () => oneOf(OWNERS)),
    created_at: timeOf(created),
    updated_at: timeOf(updated),
    amount: sometimes(0.9, () => new LosslessNumber(`${50 + below(90_000)}.${below(10)}0`)),
    close_date: sometimes(0.7, () => timeOf(updated - (updated % DAY) + below(200) * DAY).slice(0, 10)),
    next_step: sometimes(0.6, () => oneOf(STEPS)),
    phone: sometimes(0.5, () => flat(["+1 555 0", 100 + below(100)])),
    priority: sometimes(0.7, () => oneOf(PRIORITIES)),
    renewal: sometimes(0.8, () => random() < 0.3),
    tags: sometimes(0.6, () => oneOf(TAGS)),
  };
  if (random() >= 1 / 12) return deal;
  return { ...deal, archived: deal.updated_at, archived_by: "operations@example.com" };
}

/** A UUID of version 4 in form. */
function uuid(random: () => number): string {
  const word = () => Math.floor(random() * 2 ** 32);
  const pairs = (bits: number, ...shifts: readonly number[]) =>
    shifts.reduce((text, shift) => text + HEX[(bits >>> shift) & 0xff], "");
  const [a, b, c, d] = [
    word(),
    (word() & 0xffff_0fff) | 0x4000,
    (word() & 0x3fff_ffff) | 0x8000_0000,
    word(),
  ];
  return `${pairs(a, 24, 16, 8, 0)}-${pairs(b, 24, 16)}-${pairs(b, 8, 0)}-${pairs(c, 24, 16)}-${pairs(c, 8, 0)}${pairs(d, 24, 16, 8, 0)}`;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A text in one piece. Texts that no one looks up keep the parts they were added from, which a million deals would feel. */
function flat(parts: readonly unknown[]): string {
  return parts.join("");
}

/** Times as text, each made once: making them is what takes longest. */
function timeTexts(): (minute: number) => string {
  const texts = new Map<number, string>();
  return (minute) => {
    const known = texts.get(minute);
    if (known !== undefined) return known;
    const text = new Date(minute * 60_000).toISOString();
    texts.set(minute, text);
    return text;
  };
}
