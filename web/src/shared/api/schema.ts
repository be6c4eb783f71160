/** What the API takes and answers. Made from tests/api/openapi.json by `make wire`: never change it by hand. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export type components = {
    schemas: {
        /** @description Kept acceptances, the latest first; `next` is the `before` of the next page. */
        AcceptancePage: {
            acceptances: components["schemas"]["AcceptancePublic"][];
            next: number | null;
        };
        /** @description The versions that somebody is about to accept. */
        AcceptancePreviewCreate: {
            revisions: string[];
        };
        /**
         * @description How many, which ones to look at, how many were never compared, and what is still asked about them.
         *
         *     `note` says what it means that some were never compared, and is null where none is one.
         *     The sample is drawn from exactly these versions: whoever accepts them is kept with the same one.
         */
        AcceptancePreviewPublic: {
            count: number;
            never_compared: number;
            note: components["schemas"]["TitlePublic"] | null;
            questions: components["schemas"]["OpenQuestionPublic"][];
            sample: components["schemas"]["DrawnReportPublic"][];
        };
        /** @description What was kept of an acceptance: many at once, or one against an open question. */
        AcceptancePublic: {
            at: string;
            by: string;
            by_name?: string | null;
            never_compared: number;
            org_unit: string;
            questions: components["schemas"]["OpenQuestionPublic"][];
            revisions: string[];
            sample: string[];
            seq: number;
        };
        /**
         * @description Whose account it is, and what comes before everything else.
         *
         *     With `must_set_password` somebody else chose its password; with `must_set_factor` its role needs a second
         *     factor, and this sign-in had none.
         */
        AccountPublic: {
            id: string;
            must_set_factor: boolean;
            must_set_password: boolean;
        };
        /** @description Who is signed in, and where. */
        ActorPublic: {
            name: string;
            org_unit: string;
            role: components["schemas"]["Role"];
        };
        /**
         * @description How far its lead unit says a task is.
         * @enum {string}
         */
        Advance: "not_started" | "under_way" | "blocked" | "done" | "dropped";
        /** @description What to do, by two searches; `as_of` is null until both have been made. */
        AdvicePublic: {
            as_of: string | null;
            searches: string[];
            things: components["schemas"]["ThingPublic"][];
        };
        /** @description Why a questioned number stands. */
        AnswerCreate: {
            text: string;
        };
        /** @description What a place answered to a finding; `code` names the element too where a version has several alike. */
        AnswerPublic: {
            at: string;
            by: string;
            code: string;
            revision_id: string;
            text: string;
        };
        /** @description One version of a year's definitions. */
        AppliedVersionPublic: {
            at: string;
            digest: string;
            in_force_on: string | null;
            name: string;
            reason: string | null;
        };
        /** @description The place that is assessed. */
        AssessedPlace: {
            code: string;
            level: components["schemas"]["Level"];
            name: string;
            name_en: string;
            parent: string | null;
        };
        /** @description The plan that the targets stand in. */
        AssessedPlan: {
            code: string;
            document: string;
            title: components["schemas"]["TitlePublic"];
            year: number;
        };
        /** @description The assessment of one place on one day. */
        AssessmentPublic: {
            as_of: string;
            assessments: components["schemas"]["AssessmentRow"][];
            children: components["schemas"]["ChildPlace"][];
            evidence: components["schemas"]["Evidence"];
            method: string;
            org_unit: components["schemas"]["AssessedPlace"];
            plan: components["schemas"]["AssessedPlan"];
            projection: components["schemas"]["ProjectionReference"] | null;
            second_books: components["schemas"]["BookPublic"][];
            snapshot: string;
            synthetic: boolean;
        };
        /**
         * @description One indicator: progress against its path, and outlook. A county shows the city's target (参照).
         *
         *     `counted_in` is the measure word of a count: 份, 户; a count without one is told in 个.
         */
        AssessmentRow: {
            clause: string | null;
            companions: components["schemas"]["Companion"][];
            comparator: components["schemas"]["Comparator"] | null;
            counted_in: components["schemas"]["TitlePublic"] | null;
            driver: components["schemas"]["TitlePublic"] | null;
            indicator: string;
            is_estimated: boolean;
            is_pilot: boolean;
            is_process: boolean;
            is_reference: boolean;
            kind: components["schemas"]["IndicatorKind"];
            note: components["schemas"]["TitlePublic"] | null;
            outlook: components["schemas"]["Outlook"] | null;
            progress: components["schemas"]["ProgressFigures"];
            reference: components["schemas"]["ReferencePublic"] | null;
            season_year: components["schemas"]["SeasonRule"];
            series: components["schemas"]["SeriesPoint"][];
            since_last_month: components["schemas"]["StepsPublic"] | null;
            target: number | null;
            title: components["schemas"]["TitlePublic"];
            unit: string;
        };
        /** @description How many reports changed hands. */
        AssignedPublic: {
            changed: number;
        };
        /** @description Whose a report is to review. */
        AssigneePublic: {
            id: string;
            name: string;
        };
        /** @description Whose some reports are from now on; without a person they are nobody's again. */
        AssignmentCreate: {
            person: string | null;
            reports: string[];
        };
        /** @description How well the figures of one file of the definitions are founded. */
        AssumedPublic: {
            assumed: number;
            city: string;
            derived: number;
            file: string;
            published: number;
            unreviewed: number;
            year: number;
        };
        /** @description Links in their order; `end` is where the chain ends now. */
        AuditPagePublic: {
            end: components["schemas"]["ChainPublic"];
            links: components["schemas"]["LinkPublic"][];
        };
        /**
         * @description What an own table may be laid out by.
         * @enum {string}
         */
        Axis: "place" | "period" | "element";
        /** @description The figures in force of one place in one plan year. */
        BaselinePage: {
            baselines: components["schemas"]["BaselinePublic"][];
            org_unit: string;
            year: number;
        };
        /** @description One figure in force, with unit, source and certainty. */
        BaselinePublic: {
            by: string | null;
            certainty: components["schemas"]["Certainty"];
            key: string;
            recorded_at: string;
            source: string;
            title: components["schemas"]["TitlePublic"];
            unit: string;
            value: number;
        };
        /** @description Better figures of one place, with where they come from. */
        BaselinesCreate: {
            certainty: components["schemas"]["Certainty"];
            /** @example 410122101 */
            org_unit: string;
            source: string;
            values: {
                [key: string]: number;
            };
            year: number;
        };
        /**
         * @description What will be reported by December 31, or what will be true.
         * @enum {string}
         */
        Basis: "reported" | "true";
        /**
         * @description By how much the true median lies above the reported one, by what makes it; they add up.
         *
         *     `unreported` is what never reaches the record, blanks filled in and slips of unit taken out; `rules` the
         *     rest, which simple rules beside the simulation make of it.
         */
        BasisGapPublic: {
            coefficients: number;
            over_reporting: number;
            rules: number;
            unreported: number;
        };
        /**
         * @description How the city's year end of one indicator was put together from the engine and simple rules.
         *
         *     `weights` say how far each part is believed and add up to 1: `engine`, `engine_errors` (the engine's
         *     median with its own past errors around it) and the rules. `width` is a factor on the distance from the
         *     median.
         *     `shift` is what all together were moved by, a fraction: the error that all kinds of invented worlds share.
         *     `is_own` is false where this was learnt of other indicators of the kind.
         */
        BeliefPublic: {
            basis: components["schemas"]["Basis"];
            indicator: string;
            is_own: boolean;
            /** @default 0 */
            shift: number;
            weights: {
                [key: string]: number;
            };
            width: number;
        };
        /** @description Which constraint binds a target in the scenario; null where lifting none gives it notably more. */
        Binding: {
            binds: components["schemas"]["Constraint"] | null;
            indicator: string;
        };
        /** @description Which constraint binds a target; null where none does notably. */
        BindingPublic: {
            binds: string | null;
            constraints: components["schemas"]["ConstraintPublic"][];
            indicator: string;
        };
        Body_post_filled_workbook: {
            /** @description 工作簿和对照表 · the workbook (.xlsx, .xlsm) and the map of its cells (.toml) */
            files: string[];
        };
        Body_post_house_sign_out: {
            logout_token: string;
        };
        Body_post_import: {
            /** @description 表格文件，可多选 · spreadsheets, several at once */
            files: string[];
        };
        Body_post_marked_copy: {
            /** @description 表格文件，可多选 · spreadsheets, several at once */
            files: string[];
        };
        Body_post_superior_workbook: {
            /** @description 工作簿和对照表 · the workbook (.xlsx, .xlsm) and the map of its cells (.toml) */
            files: string[];
        };
        Body_post_workbook_cells: {
            /** @description 工作簿和对照表 · the workbook (.xlsx, .xlsm) and the map of its cells (.toml) */
            files: string[];
        };
        /** @description A second book beside the reports, by quarter; it moves no figure. */
        BookPublic: {
            code: string;
            quarters: components["schemas"]["QuarterPublic"][];
            title: components["schemas"]["TitlePublic"];
            unit: string;
        };
        /** @description The account of the plan year; nothing in it tells of a person or a place. */
        BurdenPublic: {
            forms: components["schemas"]["FormBurdenPublic"][];
            least_reports: number;
            months: components["schemas"]["MonthBurdenPublic"][];
            year: number;
        };
        /**
         * @description How sure a figure is: read in a text, computed from one, or our own assumption.
         * @enum {string}
         */
        Certainty: "published" | "derived" | "assumed";
        /** @description Where an act stands in the audit chain: its length with it, and its hash. */
        ChainPublic: {
            head: string;
            length: number;
        };
        /** @description The months of the plan year that have a projection, oldest first. */
        ChanceHistoryPublic: {
            months: components["schemas"]["PastOutlookPublic"][];
            org_unit: string;
        };
        /**
         * @description By what of the year end a chance moved: its median (`level`), its width, both; fractions.
         *
         *     `noise`: by no more than other seeds would.
         */
        ChanceMovePublic: {
            by: components["schemas"]["MovedBy"];
            is_narrower: boolean;
            level: number;
            width: number;
        };
        /** @description One figure as reported and as verified; null where it is not known. */
        ChancesPublic: {
            reported: number | null;
            true: number | null;
        };
        /** @description One for each version that waits and can be compared. */
        ChangeSizePage: {
            sizes: components["schemas"]["ChangeSizePublic"][];
        };
        /** @description The largest change of a version that waits; `change` is a share, null where it is one from nothing. */
        ChangeSizePublic: {
            change: number | null;
            data_element: string;
            is_from_nothing: boolean;
            revision_id: string;
        };
        /** @description What changed for the caller since the cursor, without what was just sent. */
        ChangesPublic: {
            closures: components["schemas"]["ClosurePublic"][];
            reports: components["schemas"]["ListedReportPublic"][];
        };
        /** @description A spot check beside what the record says of the cell now; null where it says nothing. */
        CheckedCellPublic: {
            check: components["schemas"]["SpotCheckPublic"];
            reported: number | null;
        };
        /** @description What a release of a month would rest on today; nothing of it stops the release. */
        ChecklistPublic: {
            as_of: string;
            conflicts: number;
            counties: components["schemas"]["OpenCountyPublic"][];
            expected: number;
            missing: number;
            period: string;
            questions: number;
            releases: components["schemas"]["ReleasePublic"][];
        };
        /** @description A place directly below, in code order. */
        ChildPlace: {
            code: string;
            name: string;
            name_en: string;
        };
        /** @description Cities in code order. */
        CityPage: {
            cities: components["schemas"]["CityPublic"][];
        };
        /** @description A city with its open and closed plan years. */
        CityPublic: {
            closed: number[];
            code: string;
            name: string;
            name_en: string;
            opened: number[];
        };
        /** @description One city; `release` is null where it has released nothing, `changed` counts figures since `before`. */
        CityReleasePublic: {
            as_of: string | null;
            before: string | null;
            changed: number;
            code: string;
            definitions: string | null;
            figures: components["schemas"]["ReleasedFigure"][];
            is_synthetic: boolean;
            missing: number | null;
            name: string;
            name_en: string;
            pending: number | null;
            questions: components["schemas"]["ReleaseQuestionPublic"][];
            release: components["schemas"]["ReleasePublic"] | null;
        };
        /**
         * @description The county's act on one period.
         * @enum {string}
         */
        ClosureAct: "closed" | "reopened";
        /** @description Close a county's month, or open it again with a reason. */
        ClosureCreate: {
            /** @default closed */
            act: components["schemas"]["ClosureAct"];
            /** @example 410122101 */
            org_unit: string;
            /**
             * @example 2019-09
             * @example 2019-Q3
             */
            period: string;
            reason?: string | null;
            /** @description 已知的待审份数，更多则先问 · pending reports known of; more are asked about */
            undecided?: number | null;
        };
        /** @description One closing or reopening; `seq` is its place in the audit chain. */
        ClosurePublic: {
            act: components["schemas"]["ClosureAct"];
            at: string;
            by: string;
            org_unit: string;
            period: string;
            reason: string | null;
            seq: number;
        };
        /** @description One person's fresh code; `path` is what its QR leads to, `qr` draws it on a square of `side` units. */
        CodePublic: {
            code: string;
            path: string;
            qr: string;
            side: number;
            user: components["schemas"]["UserPublic"];
        };
        /** @description Fresh codes, shown only here; each signs one phone in, once, until it expires. */
        CodeSheetPublic: {
            codes: components["schemas"]["CodePublic"][];
            expires_at: string;
        };
        /** @description For whom codes are made. */
        CodesCreate: {
            users: string[];
        };
        /** @description A remark that is neither a decision nor an answer; the place reads it too. */
        CommentCreate: {
            text: string;
        };
        /** @description What a reviewer remarked on a version; `seq` is its place in the audit chain. */
        CommentPublic: {
            at: string;
            by: string;
            by_name: string;
            revision_id: string;
            seq: number;
            text: string;
        };
        /** @description A figure that is read beside an indicator. */
        Companion: {
            code: string;
            title: components["schemas"]["TitlePublic"];
            unit: string;
            value: number | null;
        };
        /**
         * @description How a value is held against its target.
         * @enum {string}
         */
        Comparator: ">=" | "<=" | "<";
        /** @description A data element beside its past, and per mu beside the median of the places around it. */
        ComparedElementPublic: {
            change: number | null;
            data_element: string;
            last: number | null;
            last_year: number | null;
            median_per_mu: number | null;
            per_mu: number | null;
            places: number;
            recent: (number | null)[];
        };
        /**
         * @description What a reviewer holds a report against; `last_period` is the one that `last` speaks of.
         *
         *     `recent` of an element holds a year of its own amounts, by `recent_periods`.
         */
        ComparedReportPublic: {
            elements: components["schemas"]["ComparedElementPublic"][];
            form: string;
            last_period: string | null;
            org_unit: string;
            period: string;
            recent_periods: string[];
            report_id: string;
        };
        /**
         * @description Which scenario, from which day, by how many replications of which seed.
         *
         *     `against` is the scenario that it is held against: doing nothing by default.
         */
        ComparisonCreate: {
            against?: string | null;
            as_of?: string | null;
            /** @default 500 */
            replications: number;
            scenario: string;
            /** @default 1 */
            seed: number;
        };
        /** @description Both worlds with the same draws, so that the difference has an interval of its own. */
        ComparisonDocument: {
            as_of: string;
            binds: components["schemas"]["Binding"][];
            differences: components["schemas"]["DifferencePublic"][];
            method: string;
            replications: number;
            seed: number;
            snapshot: string;
        };
        /**
         * @description A scenario held against `against`, replication by replication; `cost_yuan` is assumed.
         *
         *     `against` is null where that is doing nothing.
         */
        ComparisonPublic: {
            against: {
                [key: string]: unknown;
            } | null;
            as_of: string;
            cost_yuan: number;
            failure: string | null;
            finished_at: string | null;
            id: string;
            method: string;
            replications: number;
            requested_at: string;
            result: components["schemas"]["ComparisonDocument"] | null;
            scenario: {
                [key: string]: unknown;
            };
            seed: number;
            snapshot: string;
            state: string;
        };
        /** @description Counts of a place and of those directly below it, to the last month that was due. */
        CompletenessPublic: {
            as_of: string;
            org_unit: string;
            rows: components["schemas"]["CompletenessRowPublic"][];
            snapshot: string;
        };
        /** @description Counts of one place, form and month; who was asked nothing has no row. */
        CompletenessRowPublic: {
            accepted: number;
            arrived: number;
            expected: number;
            form: string;
            in_time: number;
            missing: number;
            org_unit: string;
            pending: number;
            period: string;
        };
        /** @description A version that its own place has confirmed. */
        ConfirmationPublic: {
            at: string;
            revision_id: string;
        };
        /** @description Conflicts in the order of receipt. */
        ConflictPage: {
            conflicts: components["schemas"]["ConflictPublic"][];
        };
        /** @description Two versions of one report; `current` is the one that counts until the conflict is settled. */
        ConflictPublic: {
            contested: components["schemas"]["VersionPublic"];
            current: string;
            form: string;
            id: string;
            org_unit: string;
            period: string;
            report_id: string;
            resolution: components["schemas"]["ResolutionPublic"] | null;
        };
        /** @description A version that a second person agreed to. */
        ConsentPublic: {
            in_force_on: string | null;
            name: string;
        };
        /**
         * @description What can be lifted.
         * @enum {string}
         */
        Constraint: "queue" | "window" | "weather" | "reporting";
        /** @description What a target gains where one constraint is lifted. */
        ConstraintPublic: {
            constraint: string;
            error: number | null;
            gain: number | null;
            probability_error: number;
            probability_gain: number;
        };
        /** @description Who reviews the caller's places, the nearest first. */
        ContactPage: {
            contacts: components["schemas"]["ContactPublic"][];
        };
        /** @description Somebody to call; `telephone` is the office's. */
        ContactPublic: {
            name: string;
            org_unit: string;
            place: string;
            place_en: string;
            role: components["schemas"]["Role"];
            telephone: string | null;
        };
        /** @description A version that came second, and how it was settled, if it was. */
        ContestedPublic: {
            author: string;
            id: string;
            not_applicable: string[];
            reason: string | null;
            received_at: string;
            resolution: components["schemas"]["ResolutionPublic"] | null;
            values: {
                [key: string]: number | null;
            };
        };
        /** @description A month of each county that the caller sees, in code order. */
        CountyMonthPage: {
            months: components["schemas"]["CountyMonthPublic"][];
        };
        /**
         * @description One county's month: versions that nobody has decided on, and the last closing act.
         *
         *     `corrections` of them correct an accepted version, and are pending in no other count.
         */
        CountyMonthPublic: {
            act: components["schemas"]["ClosureAct"] | null;
            at: string | null;
            corrections: number;
            org_unit: string;
            period: string;
            reason: string | null;
            undecided: number;
        };
        /**
         * @description One asked quantity; the month's own amount.
         *
         *     It may be worked out from `products`, or, with `is_by_area`, as an area times what is usual on a mu.
         *     `short_title` stands where the section's title is above it, `counted_in` is the measure word of a count.
         *     Nobody is asked why an optional one is blank.
         */
        DataElementPublic: {
            code: string;
            counted_in: components["schemas"]["TitlePublic"] | null;
            help: components["schemas"]["TitlePublic"] | null;
            is_by_area: boolean;
            is_optional: boolean;
            is_whole: boolean;
            maximum: number;
            minimum: number;
            products: components["schemas"]["ProductPublic"][];
            short_title: components["schemas"]["TitlePublic"] | null;
            title: components["schemas"]["TitlePublic"];
            unit: string;
        };
        /**
         * @description What decides whether a target is met, where that is neither work nor weather.
         * @enum {string}
         */
        DecidedBy: "coefficients";
        /** @description Accept, or return with the reason that the reporter will read. */
        DecisionCreate: {
            kind: components["schemas"]["DecisionKind"];
            reason?: string | null;
            /** @description 作出决定时所见的状态 · the state it was made of; another since then is a conflict */
            seen?: components["schemas"]["ReportState"] | null;
        };
        /** @description One decision among many. */
        DecisionItem: {
            kind: components["schemas"]["DecisionKind"];
            reason?: string | null;
            revision_id: string;
            /** @description 作出决定时所见的状态 · the state it was made of; another since then is a conflict */
            seen?: components["schemas"]["ReportState"] | null;
        };
        /**
         * @description The reviewer's act on one revision.
         * @enum {string}
         */
        DecisionKind: "accepted" | "returned";
        /** @description One decision on one revision; `seq` is its place in the audit chain. */
        DecisionPublic: {
            at: string;
            by: string;
            kind: components["schemas"]["DecisionKind"];
            /** @description 审核人管理填报人账号 · who accepted keeps the author's account */
            mark?: string | null;
            reason: string | null;
            revision_id: string;
            seq: number;
        };
        /** @description What became of one: a decision or a problem. */
        DecisionResult: {
            decision: components["schemas"]["DecisionPublic"] | null;
            problem: components["schemas"]["Problem"] | null;
            revision_id: string;
        };
        /** @description One result for each, in the order they were sent; `acceptance` is what was kept of those accepted. */
        DecisionResults: {
            acceptance?: components["schemas"]["AcceptancePublic"] | null;
            results: components["schemas"]["DecisionResult"][];
        };
        /** @description Decisions on many revisions, each judged on its own. */
        DecisionsCreate: {
            decisions: components["schemas"]["DecisionItem"][];
        };
        /** @description The files of a version by name. */
        DefinitionFilePage: {
            files: components["schemas"]["DefinitionFilePublic"][];
            version: string;
        };
        /** @description One file of a version; `is_text` says whether a person can read it as it is. */
        DefinitionFilePublic: {
            digest: string;
            is_text: boolean;
            name: string;
            size: number;
        };
        /** @description Every version in the order of applying, and the plan years that are open and closed. */
        DefinitionsPage: {
            closed: number[];
            definitions: components["schemas"]["DefinitionsPublic"][];
            opened: number[];
        };
        /** @description One version of a year's definitions; `in_force_on` is null while it waits for a second person. */
        DefinitionsPublic: {
            agreed_by: string | null;
            at: string;
            by: string | null;
            changed: string[];
            city: string;
            digest: string;
            in_force_on: string | null;
            name: string;
            number: number;
            reason: string | null;
            targets: components["schemas"]["TargetDifference"][];
            year: number;
        };
        /** @description Whom to remind: one county, or everybody in the caller's place. */
        DeliveryCreate: {
            org_unit?: string | null;
        };
        /** @description How many places were named, in how many counties. */
        DeliveryPublic: {
            counties: number;
            places: number;
        };
        /** @description The chip that was tapped, or some words, or both. */
        DetectionAnswerCreate: {
            answer?: string | null;
            text?: string | null;
        };
        /** @description An answer that is offered as a chip. */
        DetectionAnswerPublic: {
            code: string;
            title: components["schemas"]["TitlePublic"];
        };
        /**
         * @description What is asked, the strongest first; how many reports were compared and how many never were.
         *
         *     `waiting` are the undecided versions among those never compared.
         */
        DetectionListPublic: {
            as_of: string;
            compared: number;
            detections: components["schemas"]["DetectionPublic"][];
            never_compared: number;
            note: components["schemas"]["TitlePublic"];
            sample: components["schemas"]["SampledReportPublic"][];
            snapshot: string;
            waiting: string[];
        };
        /**
         * @description One question: what was compared, what would not be asked about, and how far off it is.
         *
         *     `strength` is 1 at the threshold. `moves` are the indicators that the amount enters; `excess` is how far
         *     it is from what would not be asked about, `share` that over the city's amount of the year. `answer` is the
         *     last one to this number: a changed number is asked about anew, and `earlier_answer` says what was said of
         *     another one. `reports` are all that the months come from.
         *     `is_open`: nothing settles it, also where the answer is that the number is wrong and it was not corrected.
         */
        DetectionPublic: {
            answer: components["schemas"]["GivenAnswerPublic"] | null;
            answers: components["schemas"]["DetectionAnswerPublic"][];
            code: string;
            compared: components["schemas"]["TitlePublic"];
            earlier_answer: components["schemas"]["GivenAnswerPublic"] | null;
            element: string | null;
            excess: number | null;
            expected: [
                number,
                number
            ];
            form: string;
            found: number;
            id: string;
            is_open: boolean;
            kind: components["schemas"]["DetectorKind"];
            last_year: number | null;
            moves: string[];
            org_unit: string;
            periods: string[];
            question: components["schemas"]["TitlePublic"];
            report_id: string;
            reports: string[];
            revision_id: string;
            share: number | null;
            strength: number;
        };
        /**
         * @description What a detector looks for; `agri.detectors` has a file for each.
         *
         *     A correction is asked about when it comes in (`agri.checks.corrections`), and by no detector.
         * @enum {string}
         */
        DetectorKind: "size" | "units" | "copies" | "digits" | "cliff" | "parts" | "evidence" | "correction";
        /** @description Devices, newest first. */
        DevicePage: {
            devices: components["schemas"]["DevicePublic"][];
        };
        /** @description One device that is signed in. */
        DevicePublic: {
            created_at: string;
            device: string;
            expires_at: string;
            id: string;
            last_used_at: string;
        };
        /** @description Two editions of a month and the figures that differ; `before` is null where there is no earlier one. */
        DiffPublic: {
            after: string;
            before: string | null;
            differences: components["schemas"]["FigureDifferencePublic"][];
        };
        /** @description What a scenario changes of one indicator in one place. */
        DifferencePublic: {
            base: number | null;
            base_probability: number | null;
            basis: components["schemas"]["Basis"];
            error: number | null;
            gain: number | null;
            gain_error: number | null;
            indicator: string;
            is_unchanged: boolean;
            level: components["schemas"]["Level"];
            mean: number | null;
            org_unit: string;
            other: number | null;
            other_probability: number | null;
            q05: number | null;
            q50: number | null;
            q95: number | null;
        };
        /** @description The year's end: mean, spread and quantiles, and the probability of reaching the target. */
        Distribution: {
            decided_by?: components["schemas"]["DecidedBy"] | null;
            mean: number | null;
            probability: number | null;
            q05: number | null;
            q25: number | null;
            q50: number | null;
            q75: number | null;
            q95: number | null;
            sd: number | null;
            word: components["schemas"]["TitlePublic"] | null;
        };
        /**
         * @description The Word file, which is the original, or a print of it.
         * @enum {string}
         */
        DocumentFormat: "docx" | "pdf";
        /**
         * @description What the office writes for others out of a release.
         * @enum {string}
         */
        DocumentKind: "monthly" | "quarterly" | "yearly";
        /** @description The published text that the targets stand in. */
        DocumentPublic: {
            number: string;
            published_on: string;
            publisher: string;
            title: string;
        };
        /**
         * @description How the cell of a spot check was chosen; only random ones speak for their county.
         * @enum {string}
         */
        Drawn: "random" | "targeted";
        /** @description A report that was drawn to be looked at before the others are accepted with it. */
        DrawnReportPublic: {
            form: string;
            org_unit: string;
            period: string;
            report_id: string;
            revision_id: string;
        };
        /**
         * @description One form of one month, prefilled.
         *
         *     `sums` holds what the form's rules read beside it, `limits` the areas that the place's land bears.
         *     `nearby` holds what else is known of an element without an amount in the same month last year, by month or
         *     by year. `expected` is the most that last year leads one to expect of a section that is worked out of
         *     products, `busy` are the elements that had their season in the same month last year,
         *     `slip` is the factor beside last year from which on an amount is asked about, `moved` by how much the
         *     season's earlier months came to more than a year ago, `elsewhere` between which factors beside last year
         *     the month lies at most other places of the city, by what was received before today, `changed` the share
         *     of an accepted amount from which on its change is asked about.
         */
        DueFormPublic: {
            answers: {
                [key: string]: string;
            };
            author_name: string | null;
            busy: string[];
            changed: number;
            closes_on: string;
            comments: components["schemas"]["CommentPublic"][];
            due_on: string;
            elsewhere: {
                [key: string]: [
                    number,
                    number
                ];
            };
            entered: {
                [key: string]: unknown[];
            };
            expected: {
                [key: string]: number;
            };
            filing: components["schemas"]["Filing"] | null;
            form: string;
            is_closed: boolean;
            known_by: {
                [key: string]: components["schemas"]["KnownBy"];
            };
            last: {
                [key: string]: number | null;
            };
            last_period: string | null;
            last_year: {
                [key: string]: number | null;
            };
            limits: {
                [key: string]: number;
            };
            moved: {
                [key: string]: number;
            };
            nearby: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            not_applicable: string[];
            period: string;
            prefill: {
                [key: string]: number | null;
            };
            reason: string | null;
            report_id: string | null;
            revision_id: string | null;
            sections: string[];
            slip: number;
            state: components["schemas"]["ReportState"];
            sums: {
                [key: string]: number | null;
            };
            values: {
                [key: string]: number | null;
            };
            version: number;
        };
        /**
         * @description What the running month and the one before ask of a place; `ahead` is what the months after will ask.
         *
         *     `others` are forms that the same months do not ask for and take: work may fall into other months.
         *     `answers` are offered where something is asked about a report.
         *     `notice` says that no plan year is open for the running month. No figure counts reports of years outside
         *     `counted_years`: they are refused.
         */
        DuePublic: {
            ahead: components["schemas"]["DueFormPublic"][];
            answers: components["schemas"]["OfferedAnswerPublic"][];
            counted_years: number[];
            day: string;
            forms: components["schemas"]["DueFormPublic"][];
            notice: components["schemas"]["TitlePublic"] | null;
            org_unit: string;
            others: components["schemas"]["DueFormPublic"][];
            places: components["schemas"]["PlacePublic"][];
        };
        /**
         * @description The projection of the month before, and everything that differs between it and the one that is shown.
         *
         *     Where `causes` has one entry, that is why chances moved; where it has several, how much each moved is not
         *     known. Null where the record has changed since either.
         */
        EarlierPublic: {
            as_of: string;
            causes: components["schemas"]["MoveCause"][] | null;
            id: string;
            joint: components["schemas"]["JointPublic"] | null;
        };
        /** @description An enrolment code, and which phone uses it; a code in an address would stay in logs. */
        EnrolmentCreate: {
            code: string;
            /** @default false */
            cookie: boolean;
            /** @default phone */
            device: string;
        };
        /** @description A fresh enrolment code; it is shown only here. `path` is what its QR leads to. */
        EnrolmentPublic: {
            code: string;
            expires_at: string;
            path: string;
        };
        /** @description Which phone uses an enrolment code. */
        EnrolmentUse: {
            /** @default false */
            cookie: boolean;
            /** @default phone */
            device: string;
        };
        /** @description What the figures rest on, in counts and in words; `beside` is in none of the other counts. */
        Evidence: {
            beside: components["schemas"]["ReportsBesidePublic"][];
            expected: number;
            missing: number;
            pending: number;
            received: number;
            spot_checks: number;
            text: components["schemas"]["TitlePublic"];
            through: string;
        };
        /**
         * @description The renderings of a release.
         * @enum {string}
         */
        ExportFormat: "xlsx" | "csv" | "json" | "pdf";
        /** @description What came with the offer, the code that the app shows, and the account's password where it has one. */
        FactorCreate: {
            /** @description 动态验证码或恢复码 · of the app, or a recovery code */
            code: string;
            password?: string | null;
            ticket: string;
        };
        /** @description A fresh secret for the app, shown only here: as text, and as a QR on a square of `side` units. */
        FactorOfferPublic: {
            address: string;
            qr: string;
            secret: string;
            side: number;
            ticket: string;
        };
        /** @description A code of the factor that is removed, or a recovery code. */
        FactorRemoval: {
            /** @description 动态验证码或恢复码 · of the app, or a recovery code */
            code: string;
        };
        /** @description Quantiles on the way to the year's end, which alone is simulated; the way follows the months' work. */
        Fan: {
            q05: number;
            q25: number;
            q50: number;
            q75: number;
            q95: number;
        };
        /** @description Faults of one kind, in all files; three of them as examples. */
        FaultGroupPublic: {
            code: string;
            examples: components["schemas"]["ImportFaultPublic"][];
            title: components["schemas"]["TitlePublic"];
            total: number;
        };
        /** @description One fault: where (JSON pointer), which, and what to do about it. */
        FaultPublic: {
            code: string;
            detail: string;
            detail_zh: string;
            pointer: string;
        };
        /**
         * @description One field: when it is asked, what reads it by kind, how often it was given and left blank this year.
         *
         *     `kept_in`: the own tables that show it; `filled_into`: the superior's workbooks that it is filled into.
         *     `may_be_dropped`: nothing but a table has read it this year, nor the year before.
         */
        FieldBurdenPublic: {
            blank: number;
            element: string;
            filled_into: string[];
            given: number;
            kept_in: string[];
            may_be_dropped: boolean;
            months: number[];
            read_by: {
                [key: string]: string[];
            };
            title: components["schemas"]["TitlePublic"];
        };
        /**
         * @description What may read a field.
         * @enum {string}
         */
        FieldUseKind: "indicator" | "line" | "second_book" | "detector" | "rule" | "baseline";
        /** @description One figure of the record and what the file says; null is a blank, 不适用 is text. */
        FigureChangePublic: {
            cell: string;
            element: string;
            file: string;
            form: string;
            new: number | string | null;
            old: number | string | null;
            org_unit: string;
            period: string;
            sheet: string;
        };
        /** @description One figure that two editions give differently; null: the edition does not hold it. */
        FigureDifferencePublic: {
            after: number | null;
            before: number | null;
            code: string;
            name: string;
            name_en: string;
            org_unit: string;
            title: components["schemas"]["TitlePublic"];
            unit: string;
            what: components["schemas"]["TitlePublic"];
        };
        /** @description One file; none of its reports went in unless it was taken. */
        FileImportPublic: {
            faults: components["schemas"]["ImportFaultPublic"][];
            name: string;
            outcome: components["schemas"]["FileOutcome"];
            sheets: components["schemas"]["SheetImportPublic"][];
            unlisted_faults: number;
            why: components["schemas"]["TitlePublic"];
        };
        /**
         * @description What became of a file.
         * @enum {string}
         */
        FileOutcome: "taken" | "refused" | "empty" | "not_read";
        /**
         * @description Who filed a version: the place itself, or somebody for it whom it has confirmed or not yet.
         * @enum {string}
         */
        Filing: "own" | "for_place" | "confirmed";
        /** @description How far one filer's own part of a task is; `filer` as `GET /tasks/filings` names it. */
        FilingCreate: {
            filer: string;
            note?: string | null;
            state: components["schemas"]["Advance"];
        };
        /** @description Findings in the order of receipt; `next` is the `after` of the next page. */
        FindingPage: {
            findings: components["schemas"]["OpenFindingPublic"][];
            next: number | null;
        };
        /** @description A rule's remark; it asks, it never changes a number. */
        FindingPublic: {
            code: string;
            element: string | null;
            severity: components["schemas"]["Severity"];
            text: components["schemas"]["TitlePublic"];
        };
        /** @description One form; `seconds` is the median of the `measured` first versions, null while they are too few. */
        FormBurdenPublic: {
            cells_a_year: number;
            fields: components["schemas"]["FieldBurdenPublic"][];
            form: string;
            level: components["schemas"]["Level"];
            measured: number;
            seconds: number | null;
            title: components["schemas"]["TitlePublic"];
        };
        /**
         * @description The forms in force, in the order of their numbers, and other versions of open years.
         *
         *     In January last year's December may still be asked by a version of its own; `GET /due` names it.
         */
        FormPage: {
            forms: components["schemas"]["FormPublic"][];
            other_versions: components["schemas"]["FormPublic"][];
        };
        /** @description One form in its version in force. */
        FormPublic: {
            code: string;
            crops: string[];
            frequency: string;
            level: components["schemas"]["Level"];
            months: number[];
            other_months: boolean;
            rules: components["schemas"]["RulePublic"][];
            sections: components["schemas"]["SectionPublic"][];
            table_number: string;
            title: components["schemas"]["TitlePublic"];
            version: number;
        };
        /** @description One unit more of a measure in a county, in the order of measures and codes. */
        GainPublic: {
            cost_yuan: number;
            measure: string;
            place: string;
            probability_gain: number;
            starts_on: string;
            targets: components["schemas"]["TargetGainPublic"][];
        };
        /** @description By how much the engine puts the truth above what will be reported, by what makes it. */
        GapPartsPublic: {
            coefficients: number;
            over_reporting: number;
            unreported: number;
        };
        /**
         * @description What anybody may know of a paper: it is the current version, an earlier one, or not of this record.
         * @enum {string}
         */
        Genuine: "genuine" | "superseded" | "unknown";
        /** @description One word about a paper, and nothing of what stands on it. */
        GenuinePublic: {
            state: components["schemas"]["Genuine"];
        };
        /** @description An answer, who gave it, and which of the offered ones it was; null where it was only written. */
        GivenAnswerPublic: {
            at: string;
            by: string;
            by_name: string;
            chip: string | null;
            code: string;
            revision_id: string;
            text: string;
        };
        /** @description The server answers and its database reads; `today` is the day that reports are held against. */
        Health: {
            now: string;
            /** @constant */
            status: "ok";
            today: string;
            version: string;
        };
        /** @description The code of the second factor of whoever the house has just named. */
        HouseCodeCreate: {
            /** @description 动态验证码或恢复码 · of the app, or a recovery code */
            code: string;
        };
        /** @description What the house has put into the address of our page, and what the device calls itself. */
        HouseSessionCreate: {
            code: string;
            /** @default desk */
            device: string;
            iss?: string | null;
            state: string;
        };
        /** @description Where at the house somebody is sent to. */
        HouseSignIn: {
            address: string;
        };
        /** @description How many sign-ins here have ended with one at the house. */
        HouseSignInsEnded: {
            ended: number;
        };
        /** @description Where somebody signs out of the house itself, if it says where. */
        HouseSignOut: {
            address: string | null;
        };
        /** @description One fault, at the cell as a spreadsheet names it. */
        ImportFaultPublic: {
            cell: string;
            chinese: string;
            code: string;
            english: string;
            file: string;
            place: string;
            sheet: string;
        };
        /** @description What an import did, or on a dry run would do; `id` where it was carried out and kept. */
        ImportPublic: {
            changes: components["schemas"]["FigureChangePublic"][];
            corrected: number;
            dry_run: boolean;
            files: components["schemas"]["FileImportPublic"][];
            groups: components["schemas"]["FaultGroupPublic"][];
            id: string | null;
            kept: components["schemas"]["FigureChangePublic"][];
            missing: components["schemas"]["MissingPublic"][];
            new: number;
            questions: components["schemas"]["ImportRemarkPublic"][];
            rows: number;
            success: boolean;
            unchanged: number;
        };
        /** @description A question of the rules about an imported report, to be answered at review. */
        ImportRemarkPublic: {
            chinese: string;
            english: string;
            org_unit: string;
            period: string;
            place: string;
        };
        /**
         * @description How an indicator is computed; `agri.indicators` has a file for each.
         * @enum {string}
         */
        IndicatorKind: "ratio" | "total" | "growth" | "weighted_mean" | "recovery" | "utilization";
        /** @description One indicator of the plan, with its target where the plan gives one. */
        IndicatorPublic: {
            aspiration: components["schemas"]["TargetPublic"] | null;
            clause: string;
            code: string;
            family: string;
            has_township_rate: boolean;
            is_estimated: boolean;
            is_process: boolean;
            making: components["schemas"]["MakingPublic"];
            note: components["schemas"]["TitlePublic"] | null;
            season_rule: components["schemas"]["SeasonRule"];
            target: components["schemas"]["TargetPublic"] | null;
            theme: components["schemas"]["PlanTheme"] | null;
            title: components["schemas"]["TitlePublic"];
        };
        /** @description One indicator of one place to date; null where there is no denominator. */
        IndicatorRowPublic: {
            denominator: number | null;
            expected: number;
            indicator: string;
            matched_path: number | null;
            numerator: number | null;
            org_unit: string;
            path: number | null;
            reports: number;
            share_in: number | null;
            value: number | null;
        };
        /** @description Indicators of a place and of those directly below it, in code order; nobody is ranked. */
        IndicatorTablePublic: {
            as_of: string;
            method: string;
            rows: components["schemas"]["IndicatorRowPublic"][];
            snapshot: string;
            through: string;
        };
        /** @description How far one target's true year end is known, now and after the checks: a standard deviation. */
        InformedPublic: {
            indicator: string;
            now: number | null;
            then: number | null;
        };
        /** @description A measure that moves no year end and only tells more of the true one. */
        InformingPublic: {
            checks: number;
            cost_yuan: number;
            measure: string;
            targets: components["schemas"]["InformedPublic"][];
        };
        /** @description How far a question is; where it tells, how much is done, and why it ended without an answer. */
        JobPublic: {
            done?: number | null;
            id: string;
            reason?: components["schemas"]["TitlePublic"] | null;
            state: components["schemas"]["JobState"];
            total?: number | null;
        };
        /**
         * @description How far a question in the background is.
         * @enum {string}
         */
        JobState: "waiting" | "running" | "done" | "failed" | "interrupted" | "cancelled";
        /** @description Monte-Carlo standard error of the joint chance on each basis. */
        JointError: {
            reported: number | null;
            true: number | null;
        };
        /** @description Chance that the city meets all its targets at once, as reported and as true; null without one. */
        JointPublic: {
            reported: number | null;
            standard_error: components["schemas"]["JointError"];
            true: number | null;
        };
        /** @description The city's views by name. */
        KeptViewPage: {
            views: components["schemas"]["KeptViewPublic"][];
        };
        /** @description A view that is kept; `may_drop` says whether the caller may delete it. */
        KeptViewPublic: {
            at: string;
            id: string;
            may_drop: boolean;
            name: string;
            view: {
                [key: string]: unknown;
            };
        };
        /** @description The city's workbooks by name. */
        KeptWorkbookPage: {
            workbooks: components["schemas"]["KeptWorkbookPublic"][];
        };
        /** @description A workbook that the city keeps; `digest` is the file's SHA-256, `may_change` is the caller's right. */
        KeptWorkbookPublic: {
            at: string;
            cells: components["schemas"]["WorkbookCell"][];
            digest: string;
            edition: number;
            file_name: string;
            id: string;
            may_change: boolean;
            name: string;
            size: number;
        };
        /**
         * @description How the figures of a report's section are known: from which book, or from none.
         * @enum {string}
         */
        KnownBy: "weighing" | "ledger" | "dealer" | "estimate";
        /** @description One place, and the forms that it has not sent. */
        LatePublic: {
            forms: string[];
            name: string;
            org_unit: string;
        };
        /** @description What was not read of a sheet, and why. */
        LeftOutPublic: {
            chinese: string;
            english: string;
            place: string;
        };
        /**
         * @description Where a place stands in the hierarchy.
         * @enum {string}
         */
        Level: "province" | "city" | "county" | "township";
        /** @description One act; `hash` covers every other member and the hash before it. */
        LinkPublic: {
            act: string;
            actor: string;
            after: string | null;
            at: string;
            before: string | null;
            hash: string;
            previous_hash: string;
            seq: number;
            subject: string;
        };
        /**
         * @description One report with its current version; `may` is what the caller may do next.
         *
         *     `assigned_to` is told to those who review; null is nobody's. `is_correction`: it waits for a decision
         *     while an accepted version of it counts, so it is pending in no count.
         */
        ListedReportPublic: {
            assigned_to: components["schemas"]["AssigneePublic"] | null;
            author: string;
            author_name: string;
            /** @description 为何不能由您审核、可由谁审核 · why the caller may not accept it, and who may */
            barred?: components["schemas"]["TitlePublic"] | null;
            filing: components["schemas"]["Filing"];
            findings: components["schemas"]["FindingPublic"][];
            form: string;
            is_contested: boolean;
            is_correction: boolean;
            may: components["schemas"]["Next"][];
            not_applicable: string[];
            org_unit: string;
            period: string;
            reason: string | null;
            received_at: string;
            report_id: string;
            revision_id: string;
            state: components["schemas"]["ReportState"];
            touched: number;
            values: {
                [key: string]: number | null;
            };
        };
        /** @description What an indicator is made of, as far as its reader needs it: kind, units, pilots, tolerance. */
        MakingPublic: {
            completeness: number;
            kind: components["schemas"]["IndicatorKind"];
            nutrients: string[];
            pilots: string[];
            tolerance: number;
            unit: string;
            value_unit: string;
        };
        /** @description Marked acceptances, the latest first. */
        MarkedPage: {
            decisions: components["schemas"]["MarkedPublic"][];
        };
        /** @description An acceptance by somebody who manages the author's account: allowed, and shown to the city. */
        MarkedPublic: {
            at: string;
            author: string;
            by: string;
            form: string;
            /** @description 已有他人再审或已有新版本 · decided on again since, or superseded */
            is_settled: boolean;
            mark: string;
            may: components["schemas"]["Next"][];
            org_unit: string;
            period: string;
            report_id: string;
            revision_id: string;
            seq: number;
        };
        /**
         * @description Who is signed in, where, and whether a password of their own or a second factor comes first.
         *
         *     `places` are all places of the person, the first one first; `department` is the lead unit of a
         *     department's person.
         */
        MePublic: {
            department: string | null;
            id: string;
            must_set_factor: boolean;
            must_set_password: boolean;
            name: string;
            org_unit: string;
            places: string[];
            role: components["schemas"]["Role"];
        };
        /** @description The measures in the order of the city's file. */
        MeasureKindPage: {
            measures: components["schemas"]["MeasureKindPublic"][];
        };
        /** @description One kind of measure; costs and limits are assumed. Without a mechanism nothing moves. */
        MeasureKindPublic: {
            certainty: components["schemas"]["Certainty"];
            code: string;
            cost_yuan: number;
            has_mechanism: boolean;
            lead_days: number;
            most_at_least: number;
            most_share: number;
            resource: string;
            source: string;
            step: number;
            title: components["schemas"]["TitlePublic"];
            unit: components["schemas"]["TitlePublic"];
        };
        /** @description More of one resource in a county, or shared out over the city, from a day on. */
        MeasureShape: {
            amount: number;
            /** @example 410122101 */
            place: string;
            resource: string;
            starts_on: string;
        };
        /** @description What the city's indicator says of a task; `snapshot` is the evidence, `reach` null without an aim. */
        MeasuredPublic: {
            as_of: string;
            path: number | null;
            probability: number | null;
            reach: components["schemas"]["TaskReach"] | null;
            snapshot: string;
            through: string;
            title: components["schemas"]["TitlePublic"];
            value: number | null;
        };
        /** @description A place that has not reported yet. */
        MissingPlacePublic: {
            code: string;
            name: string;
        };
        /** @description Who is still missing beside those that a file brings. */
        MissingPublic: {
            expected: number;
            form: string;
            period: string;
            places: components["schemas"]["MissingPlacePublic"][];
        };
        /** @description What a month asks of one township; `minutes` is short of the `unmeasured` forms. */
        MonthBurdenPublic: {
            cells: number;
            forms: number;
            minutes: number | null;
            month: string;
            unmeasured: number;
        };
        /**
         * @description What may differ between two projections: the record, what it is read by, how it is projected.
         * @enum {string}
         */
        MoveCause: "month" | "late" | "corrected" | "spot_checks" | "baselines" | "definitions" | "method";
        /**
         * @description By what of the year end a chance moved; noise: not by more than other seeds would.
         * @enum {string}
         */
        MovedBy: "level" | "width" | "both" | "noise";
        /**
         * @description What may be done next.
         * @enum {string}
         */
        Next: "revise" | "accept" | "return" | "answer" | "check" | "settle";
        /** @description What may settle a question about one report, offered as a chip; `kinds` are those of the questions. */
        OfferedAnswerPublic: {
            code: string;
            kinds: components["schemas"]["DetectorKind"][];
            title: components["schemas"]["TitlePublic"];
        };
        /** @description A county whose month is not closed, or with undecided reports; some may correct accepted ones. */
        OpenCountyPublic: {
            corrections: number;
            is_closed: boolean;
            name: string;
            name_en: string;
            org_unit: string;
            undecided: number;
        };
        /** @description A finding on a current revision; `id` is where its answers are posted. */
        OpenFindingPublic: {
            answer: components["schemas"]["AnswerPublic"] | null;
            finding: components["schemas"]["FindingPublic"];
            form: string;
            id: string;
            org_unit: string;
            period: string;
            received_at: string;
            report_id: string;
            revision_id: string;
            value: number | null;
        };
        /** @description Questions in the background of one kind and state. */
        OpenJobsPublic: {
            count: number;
            kind: string;
            since: string;
            state: string;
        };
        /** @description A question about a version that nobody has answered. */
        OpenQuestionPublic: {
            name: string;
            revision_id: string;
            text: components["schemas"]["TitlePublic"];
        };
        /** @description One plan year of a city; its December is reported until `until`. */
        OpenYearPublic: {
            city: string;
            is_open: boolean;
            until: string;
            version: components["schemas"]["AppliedVersionPublic"];
            year: number;
        };
        /** @description A set of measures, what it reaches and costs; `joint` is the probability of all targets at once. */
        OptionPublic: {
            cost_yuan: number;
            joint: number;
            joint_checked: number | null;
            joint_error: number;
            measures: components["schemas"]["PricedMeasurePublic"][];
            targets: components["schemas"]["ReachPublic"][];
        };
        /** @description The task that was made, or that had been made before. */
        OrderedTask: {
            id: string;
        };
        /** @description Places in code order. */
        OrgUnitPage: {
            org_units: components["schemas"]["OrgUnitPublic"][];
        };
        /**
         * @description A place; whatever code begins with its code lies inside.
         *
         *     `since` is its first day where it came later, `until` the day on which others took it over.
         */
        OrgUnitPublic: {
            code: string;
            is_farming: boolean;
            kind: string;
            level: components["schemas"]["Level"];
            name: string;
            name_en: string;
            parent: string | null;
            since?: string | null;
            until?: string | null;
        };
        /**
         * @description What became of one submission.
         * @enum {string}
         */
        OutcomeKind: "created" | "replayed" | "conflict" | "refused";
        /** @description What will be reported by December 31, and what will be true; `gap` where its parts are known. */
        Outlook: {
            gap?: components["schemas"]["BasisGapPublic"] | null;
            reported: components["schemas"]["Distribution"];
            true: components["schemas"]["Distribution"];
        };
        /**
         * @description Amounts by sheet, row and column, in the elements' units; null is unknown, never 0.
         *
         *     `is_lacking`: what was added up lacks a report, a decision or a figure.
         */
        OwnTablePublic: {
            amounts: (number | null)[][][];
            as_of: string;
            columns: components["schemas"]["TitlePublic"][];
            is_lacking: boolean[][][];
            rows: components["schemas"]["TitlePublic"][];
            sheets: components["schemas"]["TitlePublic"][];
        };
        /** @description The password until now, where the account has one, and the new one. */
        PasswordUpdate: {
            current_password?: string | null;
            new_password: string;
        };
        /** @description One indicator by one month's last projection: chance of its target, and median year end. */
        PastChancePublic: {
            chance: components["schemas"]["ChancesPublic"];
            end: components["schemas"]["ChancesPublic"];
            indicator: string;
        };
        /** @description What the last projection of a month said, and from which day it looked. */
        PastOutlookPublic: {
            as_of: string;
            indicators: components["schemas"]["PastChancePublic"][];
            period: string;
        };
        /** @description The rows that were read, and the accounts that were opened; none on a dry run. */
        PeopleImportPublic: {
            rows: number;
            users: components["schemas"]["UserPublic"][];
        };
        /** @description A photo that came with a version; its bytes are at /reports/{report_id}/photos/{photo_id}. */
        PhotoPublic: {
            accuracy_m: number | null;
            digest: string;
            latitude: number | null;
            longitude: number | null;
            media_type: string;
            photo_id: string;
            received_at: string;
            revision_id: string;
            section: string;
            size: number;
        };
        /** @description One of the places that a person reports for. */
        PlacePublic: {
            code: string;
            name: string;
            name_en: string;
        };
        /**
         * @description A plan year; `is_synthetic` says that its reports are invented.
         *
         *     `definitions` names the version that holds, `opened` and `closed` the plan years of the record.
         */
        PlanPublic: {
            city: string;
            closed: number[];
            code: string;
            definitions: string;
            digest: string;
            document: components["schemas"]["DocumentPublic"];
            indicators: components["schemas"]["IndicatorPublic"][];
            is_synthetic: boolean;
            main_crops: string[];
            opened: number[];
            rhythm: components["schemas"]["RhythmPublic"];
            target_changes: components["schemas"]["TargetChangePublic"][];
            title: components["schemas"]["TitlePublic"];
            year: number;
        };
        /**
         * @description The pages on which the desk shows what belongs together of a plan.
         * @enum {string}
         */
        PlanTheme: "fertilizer" | "soil_test" | "film_and_packaging" | "straw";
        /**
         * @description The draft's forms that a place is asked, its cells as `GET /due` shows them, and what it tried so far.
         *
         *     A cell that was tried is `received` and holds what was tried; it has no ids, for it is no report.
         */
        PracticePublic: {
            cells: components["schemas"]["DueFormPublic"][];
            city: string;
            digest: string;
            forms: components["schemas"]["FormPublic"][];
            notice: components["schemas"]["TitlePublic"];
            opened_at: string;
            org_unit: string;
            period: string;
            trials: components["schemas"]["TrialPublic"][];
            year: number;
        };
        /** @description One measure of an option; `amount` in the measure's unit. */
        PricedMeasurePublic: {
            amount: number;
            cost_yuan: number;
            measure: string;
            place: string;
            starts_on: string;
        };
        /** @description A refusal (RFC 9457). `then` says what the sender does: keep and retry, ask the person, or stop. */
        Problem: {
            detail: string;
            detail_zh: string;
            /** @default null */
            errors: components["schemas"]["FaultPublic"][] | null;
            instance: string;
            status: number;
            then: string;
            title: string;
            title_zh: string;
            type: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A product whose mass times `content` is what is asked. */
        ProductPublic: {
            content: number;
            title: components["schemas"]["TitlePublic"];
        };
        /** @description How far a task is, with figure, note and evidence where there are any. */
        ProgressCreate: {
            evidence?: {
                [key: string]: string;
            } | null;
            note?: string | null;
            state: components["schemas"]["Advance"];
            value?: number | null;
        };
        /**
         * @description To date: value, its two sides, the planned path, and how many reports it rests on.
         *
         *     `matched_path` is where the plan wants those who reported: the word compares with it. `share_in` is the
         *     weight of what was due and is in; below `needed` no word is said.
         */
        ProgressFigures: {
            asked: number;
            counted: number;
            denominator: number | null;
            expected: number;
            matched_path: number | null;
            needed: number;
            numerator: number | null;
            path: number | null;
            reports: number;
            share_in: number | null;
            value: number | null;
            word: components["schemas"]["ProgressWord"] | null;
        };
        /** @description What was said of a task, oldest first. */
        ProgressPage: {
            progress: components["schemas"]["ProgressPublic"][];
        };
        /** @description What was last said of a task; `seq` is its place in the audit chain. */
        ProgressPublic: {
            at: string;
            by: string;
            evidence: {
                [key: string]: unknown;
            } | null;
            note: string | null;
            seq: number;
            state: components["schemas"]["Advance"];
            task_id: string;
            value: number | null;
        };
        /**
         * @description Progress against the planned path, within one point.
         * @enum {string}
         */
        ProgressWord: "ahead" | "on_path" | "behind";
        /** @description What is asked: from which day, how many replications of which seed, under which scenario. */
        ProjectionCreate: {
            as_of?: string | null;
            /** @default 1000 */
            replications: number;
            scenario?: string | null;
            /** @default 1 */
            seed: number;
        };
        /** @description The result: the same question gives the same bytes. */
        ProjectionDocument: {
            as_of: string;
            combination?: components["schemas"]["BeliefPublic"][];
            evidence: {
                [key: string]: unknown;
            };
            indicators: components["schemas"]["ProjectionLinePublic"][];
            joint?: components["schemas"]["JointPublic"] | null;
            method: string;
            replications: number;
            scenario: string;
            seed: number;
            snapshot: string;
        };
        /** @description One indicator of one place on one basis. */
        ProjectionLinePublic: {
            basis: components["schemas"]["Basis"];
            comparator: components["schemas"]["Comparator"] | null;
            decided_by?: components["schemas"]["DecidedBy"] | null;
            gap?: components["schemas"]["GapPartsPublic"] | null;
            indicator: string;
            level: components["schemas"]["Level"];
            org_unit: string;
            probability: number | null;
            target: number | null;
            to_date: number | null;
            year_end: components["schemas"]["YearEnd"];
        };
        /** @description A question and, once it is done, its answer. */
        ProjectionPublic: {
            as_of: string;
            failure: string | null;
            finished_at: string | null;
            id: string;
            method: string;
            replications: number;
            requested_at: string;
            result: components["schemas"]["ProjectionDocument"] | null;
            scenario: {
                [key: string]: unknown;
            };
            seed: number;
            snapshot: string;
            state: string;
        };
        /**
         * @description The projection that the outlook comes from, how old it is, and where the city's width comes from.
         *
         *     The last one stays when the record changes: `is_current` is then false, `changes` counts the decisions on
         *     reports since, and `text` says so. `joint` is null for a projection that was stored before there was one.
         *     `combination` says how far engine and simple rules are believed; it is empty for one of the engine alone.
         */
        ProjectionReference: {
            as_of: string;
            changes: number;
            combination: components["schemas"]["BeliefPublic"][];
            id: string;
            is_current: boolean;
            joint: components["schemas"]["JointPublic"] | null;
            method: string;
            replications: number;
            requested_at: string;
            seed: number;
            snapshot: string;
            text: components["schemas"]["TitlePublic"];
            width: components["schemas"]["WidthPublic"][];
        };
        /**
         * @description One indicator of the province's plan: the sums of the cities that are added up, and who is not.
         *
         *     `value` is numerator over denominator, never a mean of the cities' rates; `months` are those that the
         *     cities' latest releases speak of.
         */
        ProvinceFigurePublic: {
            cities: string[];
            clause: string;
            comparator: components["schemas"]["Comparator"] | null;
            denominator: number | null;
            indicator: string;
            is_met: boolean | null;
            months: string[];
            numerator: number | null;
            target: number | null;
            title: components["schemas"]["TitlePublic"];
            unit: string;
            value: number | null;
            without: string[];
        };
        /** @description The province's own plan against its cities' latest releases. */
        ProvincePlanPublic: {
            as_of: string;
            code: string;
            document: string;
            figures: components["schemas"]["ProvinceFigurePublic"][];
            is_synthetic: boolean;
            sources: {
                [key: string]: string;
            };
            title: components["schemas"]["TitlePublic"];
            year: number;
        };
        /** @description Cities in code order; nobody is ranked. `plan` is the province's own, null where it has none. */
        ProvincePublic: {
            cities: components["schemas"]["CityReleasePublic"][];
            plan?: components["schemas"]["ProvincePlanPublic"] | null;
        };
        /** @description One quarter of two books; `gap` is what was sold over what was used, less one. */
        QuarterPublic: {
            gap: number | null;
            quarter: string;
            share_in: number | null;
            sold: number | null;
            used: number | null;
        };
        /** @description What is asked about a release, or answered. */
        QuestionCreate: {
            text: string;
        };
        /** @description Questions about one release, oldest first. */
        QuestionPage: {
            questions: components["schemas"]["ReleaseQuestionPublic"][];
        };
        /** @description One target under one option; `checked` is on draws that had no part in the choice. */
        ReachPublic: {
            checked: number | null;
            checked_error: number | null;
            comparator: components["schemas"]["Comparator"];
            error: number;
            indicator: string;
            mean: number | null;
            probability: number;
            target: number;
        };
        /** @description What the sender keeps: proof that the version is in the record. `link` is null on a dry run. */
        ReceiptPublic: {
            digest: string;
            findings: components["schemas"]["FindingPublic"][];
            link: components["schemas"]["ChainPublic"] | null;
            may: string[];
            received_at: string;
            report_id: string;
            revision_id: string;
            state: string;
        };
        /** @description Codes for the day when the telephone is lost; each works once, and they are shown only here. */
        RecoveryCodesPublic: {
            recovery_codes: string[];
        };
        /** @description A value of another text, read beside the indicator; never its target (参考值). */
        ReferencePublic: {
            source: string;
            title: components["schemas"]["TitlePublic"];
            value: number;
        };
        /** @description Which ended month is frozen, and whether the checks' findings on accepted reports go along. */
        ReleaseCreate: {
            /** @default false */
            include_findings: boolean;
            /**
             * @example 2019-09
             * @example 2019-Q3
             */
            period: string;
            /** @default 1000 */
            replications: number;
            /** @default 1 */
            seed: number;
        };
        /** @description The question that a release is made for and, once it is done, the release. */
        ReleaseJobPublic: {
            failure: string | null;
            finished_at: string | null;
            id: string;
            requested_at: string;
            result: components["schemas"]["ReleasePublic"] | null;
            state: components["schemas"]["JobState"];
        };
        /** @description Releases, newest first. */
        ReleasePage: {
            releases: components["schemas"]["ReleasePublic"][];
        };
        /** @description A release with what it was frozen from; `digest` is over its content. */
        ReleasePublic: {
            as_of: string;
            at: string;
            chain_head: string;
            chain_length: number;
            digest: string;
            edition: number;
            number: string;
            period: string;
            plan: string;
            projection_id: string | null;
            snapshot: string;
        };
        /** @description A question about a release; `answer` is null until the committee answers. */
        ReleaseQuestionPublic: {
            answer: string | null;
            answered_at: string | null;
            asked_at: string;
            id: string;
            release: string;
            text: string;
        };
        /**
         * @description One indicator of a city in its latest release, in its `unit`; `reports` of `expected` were in.
         *
         *     The word holds the value beside `matched_path`, null in releases made before it was kept. Its target is
         *     met with `probability` as reported, with `true_probability` as verified.
         */
        ReleasedFigure: {
            comparator: components["schemas"]["Comparator"] | null;
            expected: number;
            indicator: string;
            matched_path: number | null;
            path: number | null;
            probability: number | null;
            reports: number;
            target: number | null;
            title: components["schemas"]["TitlePublic"];
            true_probability: number | null;
            unit: string;
            value: number | null;
            word: components["schemas"]["ProgressWord"] | null;
        };
        /** @description Months out of whose last release a workbook can be filled, the newest first. */
        ReleasedMonths: {
            months: string[];
        };
        /** @description One reminder for each county where something is missing. */
        ReminderPage: {
            as_of: string;
            reminders: components["schemas"]["ReminderPublic"][];
        };
        /** @description What one county's places have not sent for the last month that was due. */
        ReminderPublic: {
            closes_on: string;
            county: string;
            due_on: string;
            late: components["schemas"]["LatePublic"][];
            name: string;
            period: string;
        };
        /** @description Until when this device stays signed in. */
        RenewalPublic: {
            expires_at: string;
        };
        /** @description Reports in the order in which they were last touched; `after` is where the next page begins. */
        ReportPagePublic: {
            after: number | null;
            reports: components["schemas"]["ListedReportPublic"][];
        };
        /** @description One report whole: every version, oldest first. */
        ReportPublic: {
            /** @description 为何不能由您审核、可由谁审核 · why the caller may not accept it, and who may */
            barred?: components["schemas"]["TitlePublic"] | null;
            comments: components["schemas"]["CommentPublic"][];
            conflicts: components["schemas"]["ContestedPublic"][];
            form: string;
            is_closed: boolean;
            may: components["schemas"]["Next"][];
            org_unit: string;
            period: string;
            photos: components["schemas"]["PhotoPublic"][];
            report_id: string;
            revisions: components["schemas"]["RevisionPublic"][];
            state: components["schemas"]["ReportState"];
        };
        /**
         * @description Where a report's current revision stands. `resubmitted` follows a return and waits for a decision.
         * @enum {string}
         */
        ReportState: "not_reported" | "received" | "resubmitted" | "accepted" | "returned";
        /** @description Places in code order. */
        ReportedUnitsPage: {
            counts: components["schemas"]["ReportedUnitsPublic"][];
            period: string;
        };
        /** @description `reported` of `listed` units of a kind that one place's report of the month counts; null: unknown. */
        ReportedUnitsPublic: {
            element: string;
            form: string;
            kind: components["schemas"]["ReportingUnitKind"];
            listed: number | null;
            name: string;
            name_en: string;
            org_unit: string;
            reported: number | null;
        };
        /** @description A unit to be opened; it gets a code of its place. `since` null: it was always there. */
        ReportingUnitCreate: {
            kind: components["schemas"]["ReportingUnitKind"];
            /** @example 410122101 */
            org_unit: string;
            since?: string | null;
            title: string;
        };
        /**
         * @description What reports below a township or beside it: places of work and firms, never a person.
         * @enum {string}
         */
        ReportingUnitKind: "village" | "recovery_point" | "dealer" | "straw_user" | "trial_site" | "laboratory";
        /** @description Units in code order. */
        ReportingUnitPage: {
            reporting_units: components["schemas"]["ReportingUnitPublic"][];
        };
        /** @description One unit in the place `org_unit`; `since` is its first day, `until` the first on which it is gone. */
        ReportingUnitPublic: {
            code: string;
            kind: components["schemas"]["ReportingUnitKind"];
            org_unit: string;
            since: string | null;
            title: string;
            until: string | null;
        };
        /** @description Reports of a form that no indicator rests on, such as dealers' sales. */
        ReportsBesidePublic: {
            expected: number;
            form: string;
            missing: number;
            pending: number;
            received: number;
            title: components["schemas"]["TitlePublic"];
        };
        /** @description Adopt the contested version, or dismiss it; both with a reason. */
        ResolutionCreate: {
            act: components["schemas"]["Settlement"];
            reason: string;
        };
        /** @description How a conflict was settled; an adopted version became `revision_id`. */
        ResolutionPublic: {
            act: components["schemas"]["Settlement"];
            at: string;
            by: string;
            contested_id: string;
            reason: string;
            revision_id: string | null;
        };
        /** @description Who reviews the caller's places, by place and name. */
        ReviewerPage: {
            reviewers: components["schemas"]["ReviewerPublic"][];
        };
        /** @description Somebody whom a report may be handed to. */
        ReviewerPublic: {
            id: string;
            name: string;
            org_unit: string;
        };
        /**
         * @description One version of one report. A number (0 included), null for blank; nothing is computed from silence.
         *
         *     `answers` settles what is asked of it, one answer a finding, by its code or `code:element`. `known_by`
         *     says by section how the figures are known. `seconds` is how long the form was before the eyes of whoever
         *     filled it in: it is counted by form and period, and kept with no report.
         */
        RevisionCreate: {
            answers?: {
                [key: string]: string;
            };
            /** @description 填报人账号编号 · who wrote it: the id of GET /me */
            author?: string | null;
            /**
             * @example {
             *       "recovered_kg": [
             *         3,
             *         "t"
             *       ]
             *     }
             */
            entered?: {
                [key: string]: [
                    number,
                    string
                ];
            };
            form: string;
            form_version: number;
            known_by?: {
                [key: string]: "weighing" | "ledger" | "dealer" | "estimate";
            };
            not_applicable?: string[];
            /** @example 410122101 */
            org_unit: string;
            /**
             * @example 2019-09
             * @example 2019-Q3
             */
            period: string;
            reason?: string | null;
            seconds?: number | null;
            supersedes?: string | null;
            /**
             * @example {
             *       "samples_taken": 6
             *     }
             */
            values: {
                [key: string]: number | null;
            };
        };
        /** @description One immutable version of a report, with what was decided on it. */
        RevisionPublic: {
            answers: components["schemas"]["AnswerPublic"][];
            author: string;
            author_name: string;
            decisions: components["schemas"]["DecisionPublic"][];
            digest: string;
            entered: {
                [key: string]: unknown[];
            };
            filing: components["schemas"]["Filing"];
            findings: components["schemas"]["FindingPublic"][];
            form_version: number;
            known_by: {
                [key: string]: components["schemas"]["KnownBy"];
            };
            not_applicable: string[];
            reason: string | null;
            received_at: string;
            revision_id: string;
            supersedes: string | null;
            values: {
                [key: string]: number | null;
            };
        };
        /** @description Days of the next month: a report is due, the county closes, the dispatch is written. */
        RhythmPublic: {
            close_day: number;
            dispatch_day: number;
            due_day: number;
        };
        /**
         * @description What a person may do; the place says where.
         * @enum {string}
         */
        Role: "reporter" | "reviewer" | "committee" | "province" | "operator" | "department";
        /**
         * @description Σ left ≤ Σ right + constant, or a finding with this text.
         *
         *     `passes_blanks`: nothing is asked where a blank keeps the rule from being checked.
         */
        RulePublic: {
            code: string;
            constant: number;
            left: components["schemas"]["TermPublic"][];
            months: number[];
            passes_blanks: boolean;
            right: components["schemas"]["TermPublic"][];
            severity: components["schemas"]["Severity"];
            text: components["schemas"]["TitlePublic"];
        };
        /** @description The last word on one filer's part. */
        SaidPublic: {
            at: string;
            note: string | null;
            state: components["schemas"]["Advance"];
        };
        /** @description A report about which nothing is asked, drawn to be looked at. */
        SampledReportPublic: {
            form: string;
            org_unit: string;
            period: string;
            report_id: string;
            revision_id: string;
        };
        /** @description Named assumptions about the rest of the year. */
        ScenarioCreate: {
            /** @default true */
            is_review_on: boolean;
            measures: components["schemas"]["MeasureShape"][];
            name: string;
        };
        /** @description Scenarios in the order in which they were kept. */
        ScenarioPage: {
            scenarios: components["schemas"]["ScenarioPublic"][];
        };
        /** @description A scenario that is kept; equal assumptions have one id. */
        ScenarioPublic: {
            at: string;
            definition: {
                [key: string]: unknown;
            };
            digest: string;
            id: string;
            name: string;
        };
        /**
         * @description What is asked: each target with this probability, on which day, by how many replications.
         *
         *     `ceiling_yuan` is the most that all measures together may cost; none by default. `without_measures` and
         *     `without_places` (codes of counties) are left out.
         */
        SearchCreate: {
            as_of?: string | null;
            /** @default reported */
            basis: components["schemas"]["Basis"];
            ceiling_yuan?: number | null;
            /** @default 0.8 */
            probability: number;
            /** @default 256 */
            replications: number;
            /** @default 1 */
            seed: number;
            without_measures?: string[];
            without_places?: string[];
        };
        /**
         * @description The answer: the cheapest set of measures, doing nothing beside it, what binds, what one more gives.
         *
         *     Within a ceiling that binds, `best` is what comes nearest for the money and `unlimited` what would be
         *     best without it; `held_by_ceiling` names the targets that stay short for want of money alone,
         *     `held_by_exclusions` those that all measures in all counties would bring to it.
         *
         *     A mean or a gain is null where the indicator has no value: nothing was reported of it.
         */
        SearchDocument: {
            as_of: string;
            asked: number;
            base: components["schemas"]["OptionPublic"];
            basis: components["schemas"]["Basis"];
            best: components["schemas"]["OptionPublic"];
            binds_now: components["schemas"]["BindingPublic"][];
            binds_then: components["schemas"]["BindingPublic"][];
            gains: components["schemas"]["GainPublic"][];
            held_by_ceiling?: string[];
            held_by_exclusions?: string[];
            informing: components["schemas"]["InformingPublic"][];
            is_complete: boolean;
            is_proved: boolean;
            is_reached: boolean;
            limits?: components["schemas"]["SearchLimitsPublic"] | null;
            method: string;
            replications: number;
            runs: number;
            seed: number;
            snapshot: string;
            too_late: string[];
            touches_no_target: string[];
            unknown?: string[];
            unlimited?: components["schemas"]["OptionPublic"] | null;
            unreachable: string[];
            without_effect: string[];
        };
        /** @description What a search may spend at most, and the measures and counties that it leaves out. */
        SearchLimitsPublic: {
            ceiling_yuan: number | null;
            without_measures: string[];
            without_places: string[];
        };
        /** @description A question and, once it is done, its answer. */
        SearchPublic: {
            as_of: string;
            basis: components["schemas"]["Basis"];
            failure: string | null;
            finished_at: string | null;
            id: string;
            limits: components["schemas"]["SearchLimitsPublic"] | null;
            method: string;
            probability: number;
            replications: number;
            requested_at: string;
            result: components["schemas"]["SearchDocument"] | null;
            seed: number;
            snapshot: string;
            state: string;
        };
        /**
         * @description Which season counts in plan year Y; printed on every release.
         * @enum {string}
         */
        SeasonRule: "sown_in_year" | "harvested_in_year" | "due_for_pick_up_in_year" | "month_of_use";
        /**
         * @description Whether the caller's account has a second factor, may have one, and must.
         *
         *     `asks_password` says that setting it takes the account's password too.
         */
        SecondFactorPublic: {
            asks_password: boolean;
            is_set: boolean;
            may_set: boolean;
            must_set: boolean;
            recovery_codes_left: number;
            set_at: string | null;
        };
        /** @description Data elements asked together, in these months, where one of these crops is grown. */
        SectionPublic: {
            asks_location: boolean;
            asks_photo: boolean;
            code: string;
            crops: string[];
            elements: components["schemas"]["DataElementPublic"][];
            months: number[];
            title: components["schemas"]["TitlePublic"];
            totals: components["schemas"]["TotalPublic"][];
        };
        /**
         * @description Cumulative value and path to the end of a month; the value is null after `as_of`.
         *
         *     The fan goes from the last month with a value to the last one that can move it; null elsewhere.
         */
        SeriesPoint: {
            fan: components["schemas"]["Fan"] | null;
            path: number | null;
            period: string;
            value: number | null;
        };
        /**
         * @description Name and password; `cookie` asks for a cookie that scripts cannot read, for our own pages.
         *
         *     `code` is the second factor's: an account that has one is asked for it by the problem `code-needed`.
         */
        SessionCreate: {
            code?: string | null;
            /** @default false */
            cookie: boolean;
            /** @default unnamed */
            device: string;
            /** @description `device_mark` of an earlier sign-in here */
            device_mark?: string | null;
            name: string;
            password: string;
        };
        /** @description A fresh token, shown only here; `device_mark` says later that the account was used on this device. */
        SessionPublic: {
            account: components["schemas"]["AccountPublic"];
            actor: components["schemas"]["ActorPublic"];
            device_mark: string;
            expires_at: string;
            token: string;
        };
        /**
         * @description What becomes of a contested version.
         * @enum {string}
         */
        Settlement: "adopted" | "dismissed";
        /**
         * @description `stop` refuses what is impossible, `ask` wants a reason.
         * @enum {string}
         */
        Severity: "stop" | "ask";
        /**
         * @description What several places' reports have in common.
         * @enum {string}
         */
        SharedBy: "person" | "device" | "address";
        /** @description The most places first. */
        SharedFilingPage: {
            filings: components["schemas"]["SharedFilingPublic"][];
        };
        /** @description Reports of many places that came from one person, device or address; it asks, it proves nothing. */
        SharedFilingPublic: {
            by: components["schemas"]["SharedBy"];
            name: string;
            people: string[];
            places: string[];
            reports: number;
        };
        /** @description One sheet: reports read, by what became of them; `empty_rows` were prepared and not filled in. */
        SheetImportPublic: {
            corrected: number;
            empty_rows: number;
            form: string;
            left_out: components["schemas"]["LeftOutPublic"][];
            more_left_out: number;
            name: string;
            new: number;
            remarks: [
                string,
                string
            ][];
            rows: number;
            unchanged: number;
        };
        /** @description By what somebody signs in here, beside name and password. */
        SignInWays: {
            house: boolean;
        };
        /**
         * @description The stretch of time that a rule's term adds up.
         * @enum {string}
         */
        Span: "month" | "year_to_date" | "season" | "year";
        /** @description A spot check of one cell. With an id of one's own, sending again is harmless. */
        SpotCheckCreate: {
            data_element: string;
            drawn: components["schemas"]["Drawn"];
            form: string;
            id?: string | null;
            note?: string | null;
            /** @example 410122101 */
            org_unit: string;
            /**
             * @example 2019-09
             * @example 2019-Q3
             */
            period: string;
            verified: number;
        };
        /** @description Spot checks of the plan year in the order in which they were noted; `next` is where to go on. */
        SpotCheckPage: {
            next: number | null;
            spot_checks: components["schemas"]["CheckedCellPublic"][];
        };
        /** @description One spot check; `seq` is its place in the audit chain. */
        SpotCheckPublic: {
            at: string;
            by: string;
            data_element: string;
            drawn: components["schemas"]["Drawn"];
            form: string;
            id: string;
            note: string | null;
            org_unit: string;
            period: string;
            seq: number;
            verified: number;
        };
        /** @description What is open, in force, assumed and how old; null where there is none, or nobody said where it lies. */
        StatusPublic: {
            anchored_at: string | null;
            assumed: components["schemas"]["AssumedPublic"][];
            backed_up_at: string | null;
            chain: components["schemas"]["ChainPublic"];
            database: string;
            database_bytes: number | null;
            free_bytes: number | null;
            jobs: components["schemas"]["OpenJobsPublic"][];
            knows_anchors: boolean;
            knows_backups: boolean;
            projected_at: string | null;
            python: string;
            released_at: string | null;
            schema_version: string;
            today: string;
            version: string;
            waiting: components["schemas"]["AppliedVersionPublic"][];
            years: components["schemas"]["OpenYearPublic"][];
        };
        /** @description Why the value is another one than a month ago: the four parts add up to it; null where unknown. */
        StepsPublic: {
            before: number | null;
            corrected: number | null;
            done: number | null;
            late: number | null;
            through: string;
        };
        /**
         * @description Up to 200 versions, each judged on its own; `since` is the cursor of the answer before.
         *
         *     Where `author` is stated and somebody else sends, nothing of the batch is looked at.
         */
        SyncCreate: {
            author?: string | null;
            revisions: {
                answers?: {
                    [key: string]: string;
                };
                /** @description 填报人账号编号 · who wrote it: the id of GET /me */
                author?: string | null;
                /**
                 * @example {
                 *       "recovered_kg": [
                 *         3,
                 *         "t"
                 *       ]
                 *     }
                 */
                entered?: {
                    [key: string]: [
                        number,
                        string
                    ];
                };
                form: string;
                form_version: number;
                known_by?: {
                    [key: string]: "weighing" | "ledger" | "dealer" | "estimate";
                };
                not_applicable?: string[];
                /** @example 410122101 */
                org_unit: string;
                /**
                 * @example 2019-09
                 * @example 2019-Q3
                 */
                period: string;
                reason?: string | null;
                report_id: string;
                revision_id: string;
                seconds?: number | null;
                supersedes?: string | null;
                /**
                 * @example {
                 *       "samples_taken": 6
                 *     }
                 */
                values: {
                    [key: string]: number | null;
                };
            }[];
            since?: number | null;
        };
        /**
         * @description One result for each version, in the order they were sent; then what changed, and the next cursor.
         *
         *     Without `since` nothing is told but the cursor to begin with: take it first, then fetch due and reports.
         *     `is_more` says that there is more to tell: come back at once.
         */
        SyncPublic: {
            changes: components["schemas"]["ChangesPublic"];
            is_more: boolean;
            results: components["schemas"]["SyncResult"][];
            server_time: string;
            since: number;
        };
        /** @description What became of one version: a receipt, a problem (its pointers are within the item), or both. */
        SyncResult: {
            outcome: components["schemas"]["OutcomeKind"];
            problem: components["schemas"]["Problem"] | null;
            receipt: components["schemas"]["ReceiptPublic"] | null;
            revision_id: string | null;
        };
        /**
         * @description The spans that an own table adds months up to.
         * @enum {string}
         */
        TableStep: "month" | "quarter" | "year";
        /**
         * @description One target: its chance and year end, those by the projection of the month before, why its value moved.
         *
         *     `end` and `ended` are medians in `unit`. `steps` explain the value to date, not the chance; `word` holds
         *     it against the planned path, null where too little is in. `moved` says by what of the year end the chance
         *     as verified moved, null where nothing can be said.
         */
        TargetChancePublic: {
            before: components["schemas"]["ChancesPublic"];
            chance: components["schemas"]["ChancesPublic"];
            end: components["schemas"]["ChancesPublic"];
            ended: components["schemas"]["ChancesPublic"];
            indicator: string;
            moved: components["schemas"]["ChanceMovePublic"] | null;
            steps: components["schemas"]["StepsPublic"] | null;
            title: components["schemas"]["TitlePublic"];
            unit: string;
            word: components["schemas"]["ProgressWord"] | null;
        };
        /** @description A target that was changed within its year: when, by whom and why. */
        TargetChangePublic: {
            after: string;
            agreed_by: string | null;
            before: string;
            by: string | null;
            definitions: string;
            in_force_on: string | null;
            indicator: string;
            reason: string | null;
        };
        /** @description One target that differs from the version before. */
        TargetDifference: {
            after: string;
            before: string;
            indicator: string;
        };
        /** @description What one unit more gives one target. */
        TargetGainPublic: {
            error: number | null;
            gain: number | null;
            indicator: string;
            probability_error?: number | null;
            probability_gain: number;
        };
        /** @description What a value must come to by December 31. */
        TargetPublic: {
            comparator: components["schemas"]["Comparator"];
            value: number;
        };
        /** @description Rows in the plan's order, a task's filers with the lead first. */
        TaskFilingPage: {
            filings: components["schemas"]["TaskFilingPublic"][];
        };
        /** @description One task of one filer: `filer` is a county's code, or a unit's name as the plan writes it. */
        TaskFilingPublic: {
            clause: string;
            due_on: string | null;
            filer: string;
            filer_name: string;
            is_lead: boolean;
            may_file: boolean;
            said: components["schemas"]["SaidPublic"] | null;
            standing: components["schemas"]["TaskState"];
            task_id: string;
            title: components["schemas"]["TitlePublic"];
        };
        /** @description Which of the things that `GET /today` advises is made a task. */
        TaskOrder: {
            measure: string;
            /** @example 410122101 */
            place: string;
        };
        /** @description The whole ledger in the plan's order. */
        TaskPage: {
            tasks: components["schemas"]["TaskPublic"][];
        };
        /**
         * @description One task of the plan with its clause, and how it stands on the day.
         *
         *     Where `is_measured`, the indicator decides on the state, and people add notes and what blocks it. Where
         *     `is_told_later`, the plan leaves the figure to a later document: `told` is what that said, null before.
         */
        TaskPublic: {
            clause: string;
            comparator: components["schemas"]["Comparator"] | null;
            due_on: string | null;
            figure: string;
            id: string;
            indicator: string | null;
            is_due_implied: boolean;
            is_measured: boolean;
            is_told_later: boolean;
            lead: string;
            measured: components["schemas"]["MeasuredPublic"] | null;
            progress: components["schemas"]["ProgressPublic"] | null;
            responsible: string;
            standing: components["schemas"]["TaskState"];
            title: components["schemas"]["TitlePublic"];
            told: components["schemas"]["ToldFigurePublic"] | null;
            unit: string;
            value: number | null;
        };
        /**
         * @description How far a task's own figure is: final once the last report before its due date is in.
         * @enum {string}
         */
        TaskReach: "on_track" | "behind" | "reached" | "missed";
        /**
         * @description How a task of the ledger stands on a day.
         * @enum {string}
         */
        TaskState: "done" | "overdue" | "due_soon" | "open" | "standing" | "blocked";
        /** @description One term of a rule; `key` is its name in the sums that GET /due ships. */
        TermPublic: {
            factor: number;
            key: string;
            name: string;
            owner: string | null;
            span: components["schemas"]["Span"];
        };
        /**
         * @description One step of a measure in a county.
         *
         *     `in_field` is what it adds to the chance of `indicator` as verified, `on_paper` what it adds to the chance
         *     as reported beyond that, each with its Monte-Carlo error; where `moves_field` is false it only moves
         *     reports. `task` is its id in the ledger, once it was ordered.
         */
        ThingPublic: {
            amount: number;
            cost_yuan: number;
            in_field: number;
            in_field_error: number | null;
            indicator: string;
            indicator_title: components["schemas"]["TitlePublic"];
            lead: string;
            measure: string;
            moves_field: boolean;
            on_paper: number;
            on_paper_error: number | null;
            place: string;
            place_name: string;
            place_name_en: string;
            starts_on: string;
            task: string | null;
            title: components["schemas"]["TitlePublic"];
            unit: components["schemas"]["TitlePublic"];
        };
        /** @description Words for people in both languages. */
        TitlePublic: {
            en: string;
            zh: string;
        };
        /**
         * @description What the desk says first of a place; `targets` begin with the likeliest to fail.
         *
         *     The joint chance of `projection` and `before` is always the city's. `checks` are the five open questions
         *     that move most, of `open_checks`, and `names` those of their places.
         */
        TodayPublic: {
            advice: components["schemas"]["AdvicePublic"];
            as_of: string;
            before: components["schemas"]["EarlierPublic"] | null;
            checks: components["schemas"]["DetectionPublic"][];
            evidence: components["schemas"]["Evidence"];
            missing: components["schemas"]["ReminderPublic"][];
            names: {
                [key: string]: string;
            };
            open_checks: number;
            org_unit: components["schemas"]["AssessedPlace"];
            projection: components["schemas"]["ProjectionReference"] | null;
            snapshot: string;
            synthetic: boolean;
            targets: components["schemas"]["TargetChancePublic"][];
        };
        /** @description A figure that a later document gave, as the document writes it. */
        ToldFigureCreate: {
            dated: string;
            document: string;
            unit: string;
            value: number;
        };
        /** @description A figure that the plan leaves to a later document, and that document. */
        ToldFigurePublic: {
            at: string;
            dated: string;
            document: string;
            unit: string;
            value: number;
        };
        /** @description A sum of the form's own data elements, shown while they are typed. */
        TotalPublic: {
            elements: string[];
            title: components["schemas"]["TitlePublic"];
            unit: string;
        };
        /** @description One trial, as a version of a report says it. */
        TrialCreate: {
            /**
             * @example {
             *       "recovered_kg": [
             *         3,
             *         "t"
             *       ]
             *     }
             */
            entered?: {
                [key: string]: [
                    number,
                    string
                ];
            };
            form_version: number;
            not_applicable?: string[];
            reason?: string | null;
            /**
             * @example {
             *       "samples_taken": 6
             *     }
             */
            values: {
                [key: string]: number | null;
            };
        };
        /** @description What a place tried last on one form, and what the rules remarked; `notice` says it counts nowhere. */
        TrialPublic: {
            at: string;
            by: string;
            entered: {
                [key: string]: unknown[];
            };
            findings: components["schemas"]["FindingPublic"][];
            form: string;
            form_version: number;
            not_applicable: string[];
            notice: components["schemas"]["TitlePublic"];
            org_unit: string;
            period: string;
            reason: string | null;
            values: {
                [key: string]: number | null;
            };
        };
        /** @description What the caller's places have tried, and which places are asked something and have not. */
        TriesPublic: {
            city: string;
            digest: string;
            not_tried: string[];
            notice: components["schemas"]["TitlePublic"];
            opened_at: string;
            period: string;
            trials: components["schemas"]["TrialPublic"][];
            year: number;
        };
        /** @description The first day on which a unit is gone; null: it is open again. */
        UnitEnd: {
            until: string | null;
        };
        /** @description How far a photo has come; the next piece begins at `offset`. */
        UploadPublic: {
            is_whole: boolean;
            offset: number;
            size: number;
        };
        /** @description Who shall have an account; without a password only an enrolment code lets them in. */
        UserCreate: {
            department?: string | null;
            display_name: string;
            house_name?: string | null;
            name: string;
            /** @example 410122101 */
            org_unit: string;
            password?: string | null;
            /**
             * @description 还管哪些单位 · further places
             * @default []
             */
            places: string[];
            role: components["schemas"]["Role"];
            telephone?: string | null;
        };
        /** @description Accounts by name. */
        UserPage: {
            users: components["schemas"]["UserPublic"][];
        };
        /**
         * @description An account, without anything that lets anybody in.
         *
         *     `places` are further places beside `org_unit`; `is_own` once the person has set a password or used a code.
         */
        UserPublic: {
            created_at: string;
            department: string | null;
            display_name: string;
            has_password: boolean;
            has_second_factor: boolean;
            house_name: string | null;
            id: string;
            is_active: boolean;
            is_own: boolean;
            name: string;
            org_unit: string;
            places: string[];
            role: components["schemas"]["Role"];
            telephone: string | null;
        };
        /**
         * @description What changes; what is left out stays. `places` are all places, the first one first.
         *
         *     A blank `house_name` unlinks the account from the house's; `reset_second_factor` takes a lost one away.
         */
        UserUpdate: {
            house_name?: string | null;
            is_active?: boolean | null;
            password?: string | null;
            places?: string[] | null;
            /** @default false */
            reset_second_factor: boolean;
            telephone?: string | null;
        };
        /** @description A contested version as it was sent. */
        VersionPublic: {
            author: string;
            id: string;
            not_applicable: string[];
            reason: string | null;
            received_at: string;
            values: {
                [key: string]: number | null;
            };
        };
        /** @description A view and the name that it is kept under. */
        ViewKept: {
            name: string;
            view: components["schemas"]["ViewShape"];
        };
        /**
         * @description What a table shows: data elements, places and months, and what goes down, across and on sheets.
         *
         *     `below` is the own place by default, `first` and `last` those of the plan year.
         */
        ViewShape: {
            below?: string | null;
            /** @default period */
            columns: components["schemas"]["Axis"];
            elements: string[];
            first?: string | null;
            last?: string | null;
            /** @default county */
            level: components["schemas"]["Level"];
            /** @default place */
            rows: components["schemas"]["Axis"];
            /** @default element */
            sheets: components["schemas"]["Axis"];
            /** @default month */
            step: components["schemas"]["TableStep"];
        };
        /**
         * @description Where the width of one of the city's year ends comes from.
         *
         *     `shares` of its variance by source add up to 1; `coefficient_sd` is what coefficients that are no
         *     published figures add beside `sd`.
         */
        WidthPublic: {
            basis: components["schemas"]["Basis"];
            coefficient_sd: number | null;
            indicator: string;
            sd: number;
            shares: {
                [key: string]: number;
            };
        };
        /**
         * @description A cell of a workbook and what goes there: an indicator's figure, an element's amount or a word.
         *
         *     Without `place` it is that of whoever fills.
         */
        WorkbookCell: {
            at: string;
            digits?: number | null;
            element?: string | null;
            indicator?: string | null;
            place?: string | null;
            span?: string | null;
            text?: string | null;
            /** @default 1 */
            times: number;
            what?: string | null;
        };
        /** @description A map of cells, read. */
        WorkbookCells: {
            cells: components["schemas"]["WorkbookCell"][];
        };
        /** @description Why a closed year is opened again. */
        YearAct: {
            reason: string;
        };
        /** @description Mean, spread and quantiles of the year's end. */
        YearEnd: {
            mean: number | null;
            q05: number | null;
            q25: number | null;
            q50: number | null;
            q75: number | null;
            q95: number | null;
            sd: number | null;
        };
        /** @description Whether a plan year takes reports. */
        YearPublic: {
            is_closed: boolean;
            year: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
};
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
