/** Measures that the city can take, and the scenarios made of them. */
import { get } from "../../shared/api/client";
import type { Shape } from "../../shared/api/wire";

export type MeasureKind = Shape<"MeasureKindPublic">;

/** One line of a scenario as the API takes it. */
export type Taken = Shape<"MeasureShape">;
/** A scenario that is kept: its definition is what it was made from. */
export type Scenario = Omit<Shape<"ScenarioPublic">, "definition"> & {
  definition: Required<Pick<Shape<"ScenarioCreate">, "measures" | "is_review_on">>;
};
export type Difference = Shape<"DifferencePublic">;
export type Comparison = Shape<"ComparisonPublic"> & { result: Shape<"ComparisonDocument"> };

/** A scenario that was held against doing nothing. */
export interface NamedComparison {
  id: string;
  name: string;
  comparison: Comparison;
}

export type SearchAnswer = Shape<"SearchDocument">;

export const readMeasures = async (signal?: AbortSignal): Promise<MeasureKind[]> =>
  (await get<Shape<"MeasureKindPage">>("/measures", {}, signal)).measures;

export const readScenarios = async (signal?: AbortSignal): Promise<Scenario[]> =>
  (await get<{ scenarios: Scenario[] }>("/scenarios", {}, signal)).scenarios;
