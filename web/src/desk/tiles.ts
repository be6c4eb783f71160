/** Colour classes of places, and boundaries from a file of the reader's own. */

export const CLASSES = 5;

export interface Scale {
  /** Upper bound of each class but the last. */
  bounds: number[];
  low: number;
  high: number;
}

/** Equal classes over what is there, without the outermost twentieth at either end; null where nothing is. */
export function scaleOf(values: (number | null)[]): Scale | null {
  const known = values.filter((value) => value !== null).sort((one, other) => one - other);
  if (known.length === 0) return null;
  const at = (share: number): number => known[Math.round(share * (known.length - 1))] ?? 0;
  const low = at(0.05);
  const high = at(0.95);
  const step = (high - low) / CLASSES;
  return { low, high, bounds: Array.from({ length: CLASSES - 1 }, (_, index) => low + (index + 1) * step) };
}

/** The class of a value: c0 to c4, or none. */
export function classOf(value: number | null | undefined, scale: Scale | null): string {
  if (value === null || value === undefined || !scale) return "none";
  const found = scale.bounds.findIndex((bound) => value < bound);
  return `c${found === -1 ? CLASSES - 1 : found}`;
}

export interface Outline {
  code: string;
  name: string;
  /** Path in a box of 1000 units' width. */
  path: string;
}

type Ring = [number, number][];

interface Feature {
  properties?: Record<string, unknown> | null;
  geometry?: { type: string; coordinates: unknown } | null;
}

function ringsOf({ geometry }: Feature): Ring[] {
  if (geometry?.type === "Polygon") return geometry.coordinates as Ring[];
  if (geometry?.type === "MultiPolygon") return (geometry.coordinates as Ring[][]).flat();
  return [];
}

function wordOf(feature: Feature, names: string[]): string {
  const found = names.map((name) => feature.properties?.[name]).find((value) => value !== undefined && value !== null);
  return String(found ?? "");
}

const WIDTH = 1000;

/** Read boundaries; undefined where the text is no GeoJSON with polygons. The file stays on this computer. */
export function readOutlines(text: string): { outlines: Outline[]; height: number } | undefined {
  let features: Feature[];
  try {
    features = (JSON.parse(text) as { features?: Feature[] }).features ?? [];
  } catch {
    return undefined;
  }
  const shapes = features.map((feature) => ({ feature, rings: ringsOf(feature) })).filter(({ rings }) => rings.length > 0);
  const points = shapes.flatMap(({ rings }) => rings.flat());
  if (points.length === 0) return undefined;
  const bounds = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [x, y] of points) {
    bounds.west = Math.min(bounds.west, x);
    bounds.east = Math.max(bounds.east, x);
    bounds.south = Math.min(bounds.south, y);
    bounds.north = Math.max(bounds.north, y);
  }
  // A degree of longitude is shorter than one of latitude by the cosine of the latitude.
  const narrow = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
  const scale = WIDTH / ((bounds.east - bounds.west) * narrow || 1);
  const place = ([x, y]: [number, number]): string =>
    `${((x - bounds.west) * narrow * scale).toFixed(1)},${((bounds.north - y) * scale).toFixed(1)}`;
  return {
    height: (bounds.north - bounds.south) * scale,
    outlines: shapes.map(({ feature, rings }) => ({
      code: wordOf(feature, ["code", "adcode", "id"]),
      name: wordOf(feature, ["name", "fullname"]),
      path: rings.map((ring) => `M${ring.map(place).join("L")}Z`).join(""),
    })),
  };
}
