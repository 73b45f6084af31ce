/** kept makes a format once: making one takes a hundred times as long as using it. */
function kept<Options, Format>(Make: new (locale: string, options?: Options) => Format): (locale: string, options?: Options) => Format {
  const formats = new Map<string, Format>();
  return (locale, options) => {
    const key = `${locale} ${JSON.stringify(options)}`;
    let format = formats.get(key);
    if (!format) formats.set(key, (format = new Make(locale, options)));
    return format;
  };
}

export const numberFormat = kept(Intl.NumberFormat);
export const dateFormat = kept(Intl.DateTimeFormat);
export const relativeFormat = kept(Intl.RelativeTimeFormat);
export const pluralRules = kept(Intl.PluralRules);
