/** Where a page puts ways past the navigation of its own, before anything else that takes the keyboard. */
export const SKIP_LINKS_ID = 'skip-links'
