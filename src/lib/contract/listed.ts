const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });

/** Joins names for a sentence: “a, b, and c”. */
export const listed = (names: Iterable<string>): string => conjunction.format(names);
