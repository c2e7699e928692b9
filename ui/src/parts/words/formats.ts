/** Formats of numbers and instants, each made once: that takes longer than a hundred rows are formatted with it. */

/** The reader's own English, since everything around is English: "vor 2 Minuten" has no place in its sentences. */
export const LANGUAGE = navigator.languages?.find((one) => /^en\b/i.test(one)) ?? 'en-GB';

export const dateFormat = kept<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(
  (options) => new Intl.DateTimeFormat(LANGUAGE, options),
);

export const numberFormat = kept<Intl.NumberFormatOptions, Intl.NumberFormat>(
  (options) => new Intl.NumberFormat(LANGUAGE, options),
);

export const relativeFormat = kept<Intl.RelativeTimeFormatOptions, Intl.RelativeTimeFormat>(
  (options) => new Intl.RelativeTimeFormat(LANGUAGE, options),
);

/** "One, two and three", as every sentence here is written. */
export const listFormat = kept<Intl.ListFormatOptions, Intl.ListFormat>(
  (options) => new Intl.ListFormat('en-GB', options),
);

export const nameFormat = kept<Intl.DisplayNamesOptions, Intl.DisplayNames>(
  (options) => new Intl.DisplayNames(LANGUAGE, options),
);

/** 12345 as "12,345". */
export const grouped = (value: number) => numberFormat({}).format(value);

function kept<Options, Format>(make: (options: Options) => Format): (options: Options) => Format {
  const made = new Map<string, Format>();
  return (options) => {
    const key = JSON.stringify(options);
    const before = made.get(key);
    if (before) return before;
    const format = make(options);
    made.set(key, format);
    return format;
  };
}
