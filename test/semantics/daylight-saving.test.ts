import { atCivil, civilOf, isoOf, startOfDay, timeKindOf } from '@snodo/base'
import { beginsOn, dueDay, latestTick, quietUntil } from '@snodo/engine/testing'
import { runNode } from '@snodo/node-sdk/testing'
import { builtInNodes } from '@snodo/nodes'
import { describe, expect, test } from 'vitest'

const nodeOf = (type: string) => builtInNodes.find((node) => node.manifest.type === type)!
const HOUR = 3_600_000

/**
 * The changes of the clocks in 2026, each with a wall-clock time that the zone skips or has twice, the instant that time then
 * stands for, and the two whole days around it at nine.
 */
const CHANGES = [
  { zone: 'Europe/Rome', turn: 'forward', day: '2026-03-29', time: '02:30', means: '2026-03-29T01:00:00Z', hours: 23 },
  { zone: 'Europe/Rome', turn: 'back', day: '2026-10-25', time: '02:30', means: '2026-10-25T00:30:00Z', hours: 25 },
  { zone: 'America/New_York', turn: 'forward', day: '2026-03-08', time: '02:30', means: '2026-03-08T07:00:00Z', hours: 23 },
  { zone: 'America/New_York', turn: 'back', day: '2026-11-01', time: '01:30', means: '2026-11-01T05:30:00Z', hours: 25 },
  // Half an hour, and a zone half an hour beside its neighbours.
  { zone: 'Australia/Lord_Howe', turn: 'forward', day: '2026-10-04', time: '02:15', means: '2026-10-03T15:30:00Z', hours: 23.5 },
  { zone: 'Australia/Lord_Howe', turn: 'back', day: '2026-04-05', time: '01:45', means: '2026-04-04T14:45:00Z', hours: 24.5 },
  { zone: 'Asia/Kolkata', turn: 'never', day: '2026-03-29', time: '02:30', means: '2026-03-28T21:00:00Z', hours: 24 },
] as const

const dayBefore = (day: string) => isoOf(Date.parse(`${day}T12:00:00Z`) - 24 * HOUR).slice(0, 10)
const dayAfter = (day: string) => isoOf(Date.parse(`${day}T12:00:00Z`) + 24 * HOUR).slice(0, 10)
const weekday = (day: string, zone: string) => civilOf(atCivil(day, '12:00', zone), zone).weekday

describe.each(CHANGES)('rule 13: daylight saving in $zone, clocks going $turn', ({ zone, day, time, means, hours }) => {
  const instant = Date.parse(means)
  const waits = async (config: object, now: number) =>
    (await runNode(nodeOf('core.wait'), { config: config as never, given: { now: isoOf(now), zone } })).someone

  test('the day has the hours it has, and a stop-watch day is 24 of them', async () => {
    expect(startOfDay(dayAfter(day), zone) - startOfDay(day, zone)).toBe(hours * HOUR)
    const noon = atCivil(dayBefore(day), '12:00', zone)
    expect(await waits({ duration: 'P1D' }, noon)).toMatchObject({ until: noon + 24 * HOUR })
    expect(await waits({ duration: 'P1D', at: '12:00' }, noon)).toMatchObject({ until: noon + hours * HOUR })
  })

  test('a wait until that time of day ends at the first instant it stands for', async () => {
    expect(await waits({ duration: 'P1D', at: time }, atCivil(dayBefore(day), '18:00', zone))).toMatchObject({ until: instant })
  })

  test('a wait until that weekday does so too', async () => {
    const config = { duration: 'PT0S', at: time, weekdays: [weekday(day, zone)] }
    expect(await waits(config, atCivil(dayBefore(dayBefore(day)), '18:00', zone))).toMatchObject({ until: instant })
  })

  test('a date that arrives at that time begins then, once, on that day alone', () => {
    const begin = { field: 'birthday', offset: 'P0D', at: time, leapDay: 'feb28', yearly: true } as const
    expect(dueDay(begin, instant, zone)).toEqual({ day, at: instant })
    expect(dueDay(begin, instant - 1000, zone)).not.toMatchObject({ day })
    expect(dueDay(begin, instant + 3 * HOUR, zone)).toEqual({ day, at: instant })
    expect(beginsOn(`1990-${day.slice(5)}`, day, begin, zone)).toBe(true)
    expect(beginsOn(`1990-${dayAfter(day).slice(5)}`, day, begin, zone)).toBe(false)
  })

  test('a schedule at that time ticks then, once a day', () => {
    const [hour, minute] = time.split(':')
    const cron = `${Number(minute)} ${Number(hour)} * * *`
    const from = atCivil(dayBefore(day), '12:00', zone)
    expect(latestTick(cron, zone, from, atCivil(day, '12:00', zone))).toBe(instant)
    // The second time round, where the clock says it twice, is no tick.
    expect(latestTick(cron, zone, instant, atCivil(day, '12:00', zone))).toBeNull()
  })

  test('quiet hours begin and end by that clock', () => {
    const quiet = { windows: [{ from: '20:00', to: time }], days: [], holidays: null, whenQuiet: 'hold' } as never
    expect(quietUntil(quiet, atCivil(dayBefore(day), '23:00', zone), zone)).toBe(instant)
    expect(quietUntil(quiet, atCivil(dayBefore(day), '19:59', zone), zone)).toBeNull()
    expect(quietUntil(quiet, atCivil(dayBefore(day), '20:00', zone), zone)).toBe(instant)
    expect(quietUntil(quiet, atCivil(day, '12:00', zone), zone)).toBeNull()
  })
})

test('rule 13: 29 February is kept on 28 February, or on 1 March where that is chosen', () => {
  const begin = (leapDay: 'feb28' | 'mar1') => ({ field: 'birthday', offset: 'P0D', at: '09:00', leapDay, yearly: true })
  const on = (day: string, leapDay: 'feb28' | 'mar1') => beginsOn('1992-02-29', day, begin(leapDay), 'Europe/Rome')
  expect([on('2027-02-28', 'feb28'), on('2027-03-01', 'feb28')]).toEqual([true, false])
  expect([on('2027-02-28', 'mar1'), on('2027-03-01', 'mar1')]).toEqual([false, true])
  expect([on('2028-02-28', 'feb28'), on('2028-02-29', 'feb28'), on('2028-02-29', 'mar1')]).toEqual([false, true, true])
  expect(nodeOf('core.date-arrives').manifest.config).toMatchObject({ properties: { leapDay: { default: 'feb28' } } })
})

test('rule 13: a date is a date, a local date-time is local, an instant is an instant, and a number is none of them', async () => {
  const values = ['2026-07-01', '2026-07-01T10:00', '2026-07-01T10:00:00Z', 1_782_900_000_000]
  expect(values.map(timeKindOf)).toEqual(['date', 'local', 'instant', null])
  const until = async (value: unknown) =>
    (
      await runNode(nodeOf('core.wait-until'), {
        config: { anchor: { field: 'when' } },
        contacts: { someone: { attributes: { when: value as never } } },
        given: { now: '2026-06-01T00:00:00Z', zone: 'America/New_York' },
      })
    ).someone
  expect(await until(values[0])).toMatchObject({ until: Date.parse('2026-07-01T04:00:00Z') })
  expect(await until(values[1])).toMatchObject({ until: Date.parse('2026-07-01T14:00:00Z') })
  expect(await until(values[2])).toMatchObject({ until: Date.parse('2026-07-01T10:00:00Z') })
  expect(await until(values[3])).toMatchObject({ to: 'leave', port: 'past', because: { code: 'MOMENT_MISSING' } })
})
