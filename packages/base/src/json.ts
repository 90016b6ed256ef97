/** Plain JSON data. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** A text the screen shows, in each language we speak. */
export type Words = { en: string; it: string }
export type Language = keyof Words
export const LANGUAGES: readonly Language[] = ['en', 'it']
