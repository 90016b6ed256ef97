import { durationMs, isDuration, isZone, WALL_TIME_PATTERN } from '@snodo/base'
import { Brand, STANDARD_BRAND } from '@snodo/content'
import { type Static, Type } from 'typebox'
import { normalEmail } from './collecting/contact-address.ts'
import { STANDARD_BREAKER } from './sending/breaker.ts'
import { STANDARD_DOUBLE_OPT_IN } from './sending/double-opt-in.ts'
import { isHolidayCountry } from './sending/public-holidays.ts'
import { CONTACTS_OWN, STANDARD_QUIET_HOURS } from './sending/quiet-hours.ts'

const strict = { additionalProperties: false } as const
const Weekday = Type.Union([1, 2, 3, 4, 5, 6, 7].map((day) => Type.Literal(day as 1 | 2 | 3 | 4 | 5 | 6 | 7)))

const ZoneSchema = Type.Refine(Type.String(), isZone, () => 'must be an IANA time zone such as Europe/Rome')

/** Messages are kept for two whole months at least (setting `retention`): a longer window would forget some of what it counts. */
const MOST_CAP_DAYS = 31
const RollingSchema = Type.Refine(
  Type.String(),
  (text) => isDuration(text) && durationMs(text) > 0 && durationMs(text) <= MOST_CAP_DAYS * 86_400_000,
  () => `must be a length of time such as P7D, of ${MOST_CAP_DAYS} days at most`,
)

const AddressSchema = Type.Refine(
  Type.String(),
  (text) => normalEmail(text) !== null,
  () => 'must be an e-mail address such as shop@example.com',
)

/** A pattern, with words for whoever did not meet it: a regular expression is no answer. */
const shaped = (pattern: string, asked: string) =>
  Type.Refine(
    Type.String(),
    (text) => new RegExp(pattern).test(text),
    () => `must be ${asked}`,
  )

const WallTimeSchema = shaped(WALL_TIME_PATTERN, 'a time of day such as 21:00')

const CapSchema = Type.Object(
  {
    channel: Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Null()]),
    tag: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    most: Type.Integer({ minimum: 1, maximum: 1000 }),
    window: Type.Union([
      Type.Object({ rolling: RollingSchema }, strict),
      Type.Object(
        {
          calendar: Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month')]),
          zone: Type.Optional(ZoneSchema),
        },
        strict,
      ),
    ]),
    whenFull: Type.Union([Type.Literal('hold'), Type.Literal('skip')]),
  },
  strict,
)

const HolidaysSchema = Type.Refine(
  Type.String(),
  (text) => text === CONTACTS_OWN || isHolidayCountry(text),
  () => `must be "${CONTACTS_OWN}", for the contact's own country, or the two letters of a country such as IT`,
)

const QuietHoursSchema = Type.Object(
  {
    windows: Type.Array(
      Type.Refine(
        Type.Object(
          {
            from: WallTimeSchema,
            to: WallTimeSchema,
            weekdays: Type.Optional(Type.Array(Weekday, { minItems: 1, maxItems: 7 })),
          },
          strict,
        ),
        // The window would close when it opens anew, and nothing would ever go out.
        ({ from, to }) => from !== to,
        () => 'must not end when it begins, which would be quiet for ever: whole quiet days are named in "days"',
      ),
      { maxItems: 14 },
    ),
    days: Type.Array(Weekday, { maxItems: 6 }),
    holidays: Type.Union([HolidaysSchema, Type.Null()]),
    whenQuiet: Type.Union([Type.Literal('hold'), Type.Literal('skip'), Type.Literal('end')]),
  },
  strict,
)

/** Days, hours and minutes: a delay has a length, which months have not. */
const USUAL_DELAY_PATTERN = '^P(?=\\d|T\\d)(\\d{1,3}D)?(T(?=\\d)(\\d{1,4}H)?(\\d{1,4}M)?)?$'

const Rate = (most: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: most }))
const RateSchema = Type.Object({ perSecond: Rate(100_000), perMinute: Rate(6_000_000), perDay: Rate(1_000_000_000) }, strict)

/** An order to stop sending: while it stands no message it covers begins to go out. */
const StopOrderSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 40 }),
    scope: Type.Union([
      Type.Object({ of: Type.Literal('all') }, strict),
      Type.Object({ of: Type.Literal('channel'), channel: Type.String({ minLength: 1 }) }, strict),
      Type.Object({ of: Type.Literal('flow'), flow: Type.String({ minLength: 1 }) }, strict),
      Type.Object(
        { of: Type.Literal('message'), flow: Type.String({ minLength: 1 }), node: Type.String({ minLength: 1 }) },
        strict,
      ),
    ]),
    by: Type.String(),
    at: Type.Number(),
  },
  strict,
)

/** Every setting of the workspace: its schema and what holds while nobody has set it. One row each in `settings`. */
export const SETTINGS = {
  /** Sandbox: every message is accepted, kept for the screen, and goes to nobody. */
  sending: {
    schema: Type.Object({ mode: Type.Union([Type.Literal('sandbox'), Type.Literal('live')]) }, strict),
    standard: { mode: 'sandbox' as const },
  },
  timeZone: {
    schema: ZoneSchema,
    standard: 'UTC',
  },
  language: { schema: Type.Union([Type.Literal('en'), Type.Literal('it')]), standard: 'en' as const },
  currency: { schema: shaped('^[A-Z]{3}$', 'the three letters of a currency such as EUR'), standard: 'EUR' },
  /** Who e-mails are from; null: the provider's own default. */
  from: {
    schema: Type.Union([
      Type.Object(
        {
          name: Type.Union([Type.String({ maxLength: 100 }), Type.Null()]),
          address: AddressSchema,
        },
        strict,
      ),
      Type.Null(),
    ]),
    standard: null,
  },
  replyTo: { schema: Type.Union([AddressSchema, Type.Null()]), standard: null },
  smsFrom: { schema: Type.Union([Type.String({ minLength: 1, maxLength: 16 }), Type.Null()]), standard: null },
  /** Name and postal address of the sender, which marketing mail must show. */
  postalFooter: { schema: Type.String({ maxLength: 500 }), standard: '' },
  /** By channel: a yes nobody proves is asked for once more before it counts; see sending/double-opt-in.ts. A channel not named here has the standard. */
  doubleOptIn: { schema: Type.Record(Type.String(), Type.Boolean()), standard: STANDARD_DOUBLE_OPT_IN },
  /** What is added to the sentence a person agrees to on our pages; kept with the proof. */
  consentText: { schema: Type.String({ maxLength: 1000 }), standard: '' },
  /** The name under which the key that signs our mails stands in the DNS of the sender's domain: `<selector>._domainkey.<domain>`. */
  dkimSelector: {
    schema: Type.Union([
      shaped('^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$', 'the selector of a DKIM key such as s1'),
      Type.Null(),
    ]),
    standard: null,
  },
  /** How everything this house sends looks; see @snodo/content. A content takes it in when it is published. */
  brand: { schema: Brand, standard: STANDARD_BRAND },
  caps: { schema: Type.Array(CapSchema, { maxItems: 20 }), standard: [] },
  /** By channel; a channel not named here has the standard: none for e-mail, evenings and Sundays for the rest. */
  quietHours: {
    schema: Type.Record(Type.String(), Type.Union([QuietHoursSchema, Type.Null()])),
    standard: { email: null, sms: STANDARD_QUIET_HOURS },
  },
  /** What stops a contact or a flow that runs away; see rules/breaker.ts. */
  breaker: {
    schema: Type.Object(
      {
        perDay: Type.Integer({ minimum: 1, maximum: 1000 }),
        repeats: Type.Union([
          Type.Object(
            {
              least: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
              percent: Type.Integer({ minimum: 1, maximum: 100 }),
            },
            strict,
          ),
          Type.Null(),
        ]),
      },
      strict,
    ),
    standard: STANDARD_BREAKER,
  },
  /** How much may go by a provider (`smtp`, `twilio-sms`, `sandbox`); one that is not named here: as much as it takes. */
  providers: { schema: Type.Record(Type.String({ maxLength: 40 }), RateSchema), standard: {} },
  /** How fast what was held goes out once it may, on each channel: 100,000 in the evening are out in half an hour in the morning. */
  release: { schema: RateSchema, standard: { perMinute: 3_000 } },
  /**
   * How many events of one contact reach flows within a minute, an hour or a day of UTC; what is beyond stands in the log and moves
   * nobody, and the operator is told. Null: any number.
   */
  eventLimit: {
    schema: Type.Union([
      Type.Object(
        {
          most: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
          per: Type.Union([Type.Literal('minute'), Type.Literal('hour'), Type.Literal('day')]),
        },
        strict,
      ),
      Type.Null(),
    ]),
    standard: null,
  },
  /** Events whose source reports late, as tills do at night: waits that end on them are kept open that much longer for what happened in time. */
  usualDelays: {
    schema: Type.Record(
      Type.String({ minLength: 1, maxLength: 200 }),
      shaped(USUAL_DELAY_PATTERN, 'a length of time in days, hours and minutes, such as P1D or PT6H30M'),
    ),
    standard: {},
  },
  /**
   * Whole months kept besides the present one; null: for ever, which is the standard. Events answer questions about the past that
   * nobody has asked yet (a segment of those who bought two years ago), the journal and messages answer "why did Maria get it?":
   * only the people responsible can say when that is worth less than forgetting.
   */
  retention: {
    schema: Type.Object(
      {
        // Repetitions of an event are known for 30 days, so its month must be whole for as long.
        eventsMonths: Type.Union([Type.Integer({ minimum: 2, maximum: 1_200 }), Type.Null()]),
        journalMonths: Type.Union([Type.Integer({ minimum: 2, maximum: 1_200 }), Type.Null()]),
        // Caps look back a month.
        messagesMonths: Type.Union([Type.Integer({ minimum: 2, maximum: 1_200 }), Type.Null()]),
      },
      strict,
    ),
    standard: { eventsMonths: null, journalMonths: null, messagesMonths: null },
  },
  stopSending: { schema: Type.Array(StopOrderSchema, { maxItems: 1000 }), standard: [] },
}

export type SettingName = keyof typeof SETTINGS
export type WorkspaceSettings = { [Name in SettingName]: Static<(typeof SETTINGS)[Name]['schema']> }
export type StopOrder = Static<typeof StopOrderSchema>
export type StopScope = StopOrder['scope']

/** What holds in a workspace where nobody has set anything. */
export const STANDARD_SETTINGS: WorkspaceSettings = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { standard }]) => [name, standard]),
) as unknown as WorkspaceSettings // fromEntries forgets which name has which value; a test checks each against its schema

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name)
}
