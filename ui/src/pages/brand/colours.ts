/** How different two colours look: CIEDE2000, as the API measures it, so that a tolerance can be seen. */

type Lab = readonly [lightness: number, a: number, b: number];

const RADIANS = Math.PI / 180;
const STEPS = 24;

export function isHex(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/** The lightest and the darkest that still count as a colour. */
export function within(hex: string, tolerance: number): { dark: string; light: string } {
  const [lightness, a, b] = labOf(hex);
  const reach = (towards: number) => {
    let near = lightness;
    let far = towards;
    for (let step = 0; step < STEPS; step += 1) {
      const middle = (near + far) / 2;
      if (difference([lightness, a, b], [middle, a, b]) <= tolerance) near = middle;
      else far = middle;
    }
    return hexOf([near, a, b]);
  };
  return { dark: reach(0), light: reach(100) };
}

/** Whether black or white can be read on it. */
export function inkOn(hex: string): string {
  return labOf(hex)[0] > 60 ? '#000000' : '#ffffff';
}

export function labOf(hex: string): Lab {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = curve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function curve(part: number): number {
  return part > 216 / 24_389 ? Math.cbrt(part) : ((24_389 / 27) * part + 16) / 116;
}

function hexOf([lightness, a, b]: Lab): string {
  const y = (lightness + 16) / 116;
  const back = (part: number) => (part ** 3 > 216 / 24_389 ? part ** 3 : (116 * part - 16) / (24_389 / 27));
  const X = 0.95047 * back(y + a / 500);
  const Y = back(y);
  const Z = 1.08883 * back(y - b / 200);
  const parts = [
    3.2404542 * X - 1.5371385 * Y - 0.4985314 * Z,
    -0.969266 * X + 1.8760108 * Y + 0.041556 * Z,
    0.0556434 * X - 0.2040259 * Y + 1.0572252 * Z,
  ].map((part) => {
    const seen = part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.min(1, Math.max(0, seen)))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

/** CIEDE2000, after Sharma, Wu and Dalal (2005). */
export function difference([L1, a1, b1]: Lab, [L2, a2, b2]: Lab): number {
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const G = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [p1, p2] = [(1 + G) * a1, (1 + G) * a2];
  const [C1, C2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  const turn = C1 * C2 === 0 ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
  const dH = 2 * Math.sqrt(C1 * C2) * Math.sin((turn / 2) * RADIANS);
  const L = (L1 + L2) / 2;
  const C = (C1 + C2) / 2;
  const H = C1 * C2 === 0 ? h1 + h2 : meanHue(h1, h2);
  const T =
    1 -
    0.17 * Math.cos((H - 30) * RADIANS) +
    0.24 * Math.cos(2 * H * RADIANS) +
    0.32 * Math.cos((3 * H + 6) * RADIANS) -
    0.2 * Math.cos((4 * H - 63) * RADIANS);
  const SL = 1 + (0.015 * (L - 50) ** 2) / Math.sqrt(20 + (L - 50) ** 2);
  const SC = 1 + 0.045 * C;
  const SH = 1 + 0.015 * C * T;
  const RC = 2 * Math.sqrt(C ** 7 / (C ** 7 + 25 ** 7));
  const RT = -Math.sin(2 * 30 * Math.exp(-(((H - 275) / 25) ** 2)) * RADIANS) * RC;
  const [l, c, h] = [(L2 - L1) / SL, (C2 - C1) / SC, dH / SH];
  return Math.sqrt(l * l + c * c + h * h + RT * c * h);
}

function hue(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / RADIANS + 360) % 360;
}

function meanHue(h1: number, h2: number): number {
  if (Math.abs(h1 - h2) <= 180) return (h1 + h2) / 2;
  return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}
