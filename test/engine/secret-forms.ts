/** How a secret may look in a text: as it is or in JSON, and each of these in a URL, in hexadecimal, and in base64 wherever it starts in what was encoded. */
function secretForms(secret: string): readonly string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const texts = [secret, inJson(secret), inJson(inJson(secret))];
  return [...new Set([...texts, ...texts.flatMap(encodedForms)])];
}

function encodedForms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replaceAll("=", "");
    // The characters at both ends share bits with what stands beside the text.
    return encoded.slice(before === 0 ? 0 : before + 1, -1);
  });
  return [
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll("%20", "+"),
    bytes.toString("hex"),
    ...base64,
    ...base64.map((encoded) => encoded.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** Which secrets a text holds, by name, in any of their forms. */
export function secretsIn(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.keys(secrets);
  return names.filter((name) => secretForms(secrets[name] ?? "").some((form) => text.includes(form)));
}
