/** Formats of the reader's language, each made once: that takes longer than a hundred rows are formatted with it. */

export const dateFormat = kept<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(
  (options) => new Intl.DateTimeFormat(undefined, options),
);

export const numberFormat = kept<Intl.NumberFormatOptions, Intl.NumberFormat>(
  (options) => new Intl.NumberFormat(undefined, options),
);

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
