/** Believable deals to try things on; the same on every run. */
import type { Deal } from "../deals/deal.ts";
import { type JsonValue, LosslessNumber } from "../json.ts";
import { seededRandom } from "./random.ts";

/**
 * `count` deals, one at a time. The first ones are known (see `KNOWN`), the others come from `seed`.
 * More of them begin with the same ones. Ids and external ids are unique.
 */
export function* seedDeals(count: number, seed = 1): Generator<Deal> {
  const random = seededRandom(seed);
  for (let index = 0; index < count; index++) yield KNOWN[index] ?? madeUp(index, random);
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
const TAGS = ["inbound", "partner", "self-service", "enterprise", "at-risk"];
const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 5, 8);

function madeUp(index: number, random: () => number): Deal {
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = (values: readonly string[]) => values[below(values.length)] ?? null;
  const sometimes = <T extends JsonValue>(share: number, value: T) => (random() < share ? value : null);
  const id = uuid(random);
  const created = FIRST_DAY + below(120 * DAY);
  const updated = created + 1 + below(30 * DAY);
  const isArchived = random() < 1 / 12;
  return {
    ...UNSET,
    id,
    external_id: sometimes(0.9, `ext-${String(index + 1).padStart(3, "0")}`),
    deal_name: `${oneOf(SIZES)} ${oneOf(SUBJECTS)}, ${1 + below(500)} seats`,
    pipeline: random() < 0.8 ? "default" : "enterprise",
    deal_stage: oneOf(STAGES),
    deal_owner: sometimes(0.95, oneOf(OWNERS)),
    created_at: new Date(created).toISOString(),
    updated_at: new Date(updated).toISOString(),
    ...(isArchived && { archived: new Date(updated).toISOString(), archived_by: "operations@example.com" }),
    amount: sometimes(0.9, new LosslessNumber(`${50 + below(90_000)}.${below(10)}0`)),
    close_date: sometimes(0.7, new Date(updated + below(200 * DAY)).toISOString().slice(0, 10)),
    next_step: sometimes(0.6, oneOf(STEPS)),
    phone: sometimes(0.5, `+1 555 ${String(100 + below(100)).padStart(4, "0")}`),
    priority: sometimes(0.7, oneOf(["low", "medium", "high"])),
    renewal: sometimes(0.8, random() < 0.3),
    tags: sometimes(0.6, TAGS.slice(below(3), 3 + below(3))),
  };
}

/** A UUID of version 4 in form. */
function uuid(random: () => number): string {
  const word = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  const hex = word() + word() + word() + word();
  const variant = "89ab"[Math.floor(random() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
