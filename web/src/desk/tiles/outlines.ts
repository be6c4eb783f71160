/** Boundaries from a GeoJSON of the reader's own; the file stays on this computer. */

interface Outline {
  code: string;
  name: string;
  /** Path in a box of 1000 units' width. */
  path: string;
}

export interface Outlines {
  outlines: Outline[];
  height: number;
}

type Point = [number, number];
type Ring = Point[];

interface Shape {
  properties: Record<string, unknown>;
  rings: Ring[];
}

const WIDTH = 1000;
const CODES = ["code", "adcode", "id"];
const NAMES = ["name", "fullname"];

/** Read boundaries; undefined where the text is no GeoJSON with polygons. */
export function readOutlines(text: string): Outlines | undefined {
  const shapes = shapesOf(text);
  const points = shapes.flatMap(({ rings }) => rings.flat());
  if (points.length === 0) return undefined;
  const bounds = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [x, y] of points) {
    bounds.west = Math.min(bounds.west, x);
    bounds.east = Math.max(bounds.east, x);
    bounds.south = Math.min(bounds.south, y);
    bounds.north = Math.max(bounds.north, y);
  }
  const narrow = narrowness(bounds);
  const scale = WIDTH / ((bounds.east - bounds.west) * narrow || 1);
  const place = ([x, y]: Point): string =>
    `${((x - bounds.west) * narrow * scale).toFixed(1)},${((bounds.north - y) * scale).toFixed(1)}`;
  return {
    height: (bounds.north - bounds.south) * scale,
    outlines: shapes.map(({ properties, rings }) => ({
      code: wordOf(properties, CODES),
      name: wordOf(properties, NAMES),
      path: rings.map((ring) => `M${ring.map(place).join("L")}Z`).join(""),
    })),
  };
}

/** A degree of longitude is shorter than one of latitude by the cosine of the latitude; a metre is a metre. */
function narrowness(bounds: { west: number; east: number; south: number; north: number }): number {
  const areDegrees = Math.max(-bounds.west, bounds.east) <= 180 && Math.max(-bounds.south, bounds.north) <= 90;
  return areDegrees ? Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180) : 1;
}

function shapesOf(text: string): Shape[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [];
  }
  return listOf(fieldOf(read, "features")).flatMap((feature) => {
    const rings = ringsOf(fieldOf(feature, "geometry"));
    const properties = fieldOf(feature, "properties");
    return rings.length > 0 ? [{ properties: isRecord(properties) ? properties : {}, rings }] : [];
  });
}

function ringsOf(geometry: unknown): Ring[] {
  const coordinates = listOf(fieldOf(geometry, "coordinates"));
  const kind = fieldOf(geometry, "type");
  const rings = kind === "Polygon" ? coordinates : kind === "MultiPolygon" ? coordinates.flatMap(listOf) : [];
  return rings.filter((ring): ring is Ring => Array.isArray(ring) && ring.length > 0 && ring.every(isPoint));
}

function isPoint(value: unknown): value is Point {
  return Array.isArray(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function wordOf(properties: Record<string, unknown>, names: string[]): string {
  const found = names
    .map((name) => properties[name])
    .find((value) => typeof value === "string" || typeof value === "number");
  return found === undefined ? "" : String(found);
}
