/** Whose the rows are that are kept for the totals when a person is erased: nobody's. No contact ever has this id. */
export const NOBODY = '0'
