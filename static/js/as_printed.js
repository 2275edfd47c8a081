// Shows a draft as it would be printed: what the style sheets keep for paper holds on the screen, and the reverse.

const swap = (rules) => {
  for (const rule of rules) {
    const on = rule.media?.mediaText;
    if (on?.includes("print")) rule.media.mediaText = on.replace("print", "screen");
    else if (on?.includes("screen")) rule.media.mediaText = on.replace("screen", "print");
    if (rule.cssRules?.length) swap(rule.cssRules);
  }
};
for (const sheet of document.styleSheets) if (sheet.href?.startsWith(location.origin)) swap(sheet.cssRules);
