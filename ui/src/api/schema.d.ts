// Made by `make client` from the OpenAPI document. Do not edit.
// document d3fd78a3c9e51990692ee8dae70fa363e151b889d102fbc43c435e95a5d42ad2
// types 29067761e67be3239622421735883ab38b203e519c6c449227cada1524a7aa75

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verifying Keys
         * @description Public keys that access tokens are verified with (RFC 7517): for services beside this one that are shown them.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: {
                                [key: string]: unknown;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activations/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Activation Plans */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlanView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activations/plans/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Save Activation Plan
         * @description Say this on the occasion from now on. 409 when somebody else wrote since you read it.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "If-Match"?: string | null;
                };
                path: {
                    kind: components["schemas"]["ActivationKind"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ActivationPlan"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlanView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit Entries
         * @description What was done, newest first, by actor, subject, action, request and time.
         */
        get: {
            parameters: {
                query?: {
                    /** @description campaign, campaign.revision, campaign.create ... */
                    action?: string;
                    actor_id?: string;
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Entries of this instant or later */
                    from?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    request_id?: string;
                    subject_id?: string;
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                    /** @description Entries before this instant */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EntryPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/entries.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Audit Csv
         * @description The same as CSV, newest first. No cell is a formula to a spreadsheet: what would be one begins with an apostrophe.
         */
        get: {
            parameters: {
                query?: {
                    /** @description campaign, campaign.revision, campaign.create ... */
                    action?: string;
                    actor_id?: string;
                    /** @description Entries of this instant or later */
                    from?: string | null;
                    request_id?: string;
                    subject_id?: string;
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                    /** @description Entries before this instant */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/entries.jsonl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Audit Json Lines
         * @description The same as JSON lines, newest first: one entry a line, with the fields of ``/entries``.
         */
        get: {
            parameters: {
                query?: {
                    /** @description campaign, campaign.revision, campaign.create ... */
                    action?: string;
                    actor_id?: string;
                    /** @description Entries of this instant or later */
                    from?: string | null;
                    request_id?: string;
                    subject_id?: string;
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                    /** @description Entries before this instant */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/heads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit Heads
         * @description Where the tenant's chains end now.
         */
        get: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HeadView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget Audited Person
         * @description Make a person's fields in the audit log unreadable for good: their key is destroyed, every entry stays.
         *
         *     What of them lies elsewhere is not touched. That it was done is entered.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify Audit Chain
         * @description Walk a chain of entries and see whether anybody has edited, deleted or reordered one, a stretch of 1,000 at a time.
         */
        get: {
            parameters: {
                query: {
                    /** @description What the last stretch reached; empty to begin with the first entry */
                    after?: string;
                    /** @description Which of the tenant's chains */
                    chain: "main" | "journeys";
                    /** @description Ends noted earlier: they must still be there */
                    noted?: string[];
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VerificationView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/attributes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Attributes
         * @description Which attributes of people are held to a type; all others are free.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AttributeView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/attributes/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Define Attribute
         * @description Hold an attribute to a type, from now on; values that are there already stay as they are.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AttributeBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AttributeView"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Undefine Attribute
         * @description Hold it to nothing any longer.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Event Schemas
         * @description What you expect of events, by their name.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SchemaView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/schemas/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Event Schema
         * @description Expect this of every event of that name, from now on.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SchemaBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SchemaView"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Drop Event Schema
         * @description Expect nothing of them any longer.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/set-aside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Set Aside
         * @description What could not be taken in, the oldest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SetAsidePage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/set-aside/{item_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let Set Aside Go
         * @description Throw it away.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    item_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/set-aside/{item_id}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Set Aside Again
         * @description Let it come in once more, now that whatever was wrong is put right.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    item_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Event Sources
         * @description The seven doors, and which of them are open.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__behaviour__SourceView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/behaviour/sources/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Event Source
         * @description Open or close a source; what comes in by a closed one is refused.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    source: components["schemas"]["Source"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SourceBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__behaviour__SourceView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bids/{request_id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Trace
         * @description Why each of your live campaigns did or did not answer this request.
         *
         *     What the model saw of a person you know is shown to those who may read profiles (`profile:read`).
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The bid request's own id */
                    request_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TraceList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bids/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain
         * @description What would become of this request now, with every candidate's features. Nothing is bid, held or counted.
         *
         *     Its person counts as somebody unknown, unless you may read profiles (`profile:read`) and have imported them.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExplainBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TraceView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Assets
         * @description Search the library.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Empty is the top; leave it out for everywhere */
                    folder_id?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    rights?: components["schemas"]["RightsState"] | null;
                    sort?: components["schemas"]["domain__assets__repository__Sort"];
                    /** @description Any of these */
                    status?: components["schemas"]["AssetStatus"][] | null;
                    /** @description All of these */
                    tag?: string[] | null;
                    /** @description Looked for in names, ignoring case */
                    text?: string;
                    /** @description Any of these */
                    type?: components["schemas"]["AssetType"][] | null;
                    with_subfolders?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssetPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Asset
         * @description Make an asset of a file that you have uploaded. It waits for its review before anything may use it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewAssetBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssetView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/{asset_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Asset */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssetView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove Asset
         * @description Erase an asset that nothing uses, with all its versions.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Edit Asset
         * @description Change some fields: a JSON merge patch (RFC 7396); null resets a field. Moves an asset by its ``folder_id``.
         */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssetView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/brand/assets/{asset_id}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act On Asset
         * @description Approve, reject (with a reason), ask for another review, archive or restore.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    action: components["schemas"]["AssetAction"];
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["api__routes__assets__ActionBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssetView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/{asset_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Asset File
         * @description The file of the newest version, unless the rights to use it have ended.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "If-None-Match"?: string | null;
                    Range?: string | null;
                };
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description The part of it that Range asks for */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/{asset_id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Asset Thumbnail
         * @description The newest version in small, of pictures made of pixels; also once the rights have ended.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "If-None-Match"?: string | null;
                };
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description The part of it that Range asks for */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/{asset_id}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Asset Uses
         * @description Where the asset is used: what was noted, and creatives that name it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UsesView"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Note Asset Use
         * @description Note that something uses the approved version; refused before it is approved and once its rights have ended.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UseBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UseView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/{asset_id}/uses/{kind}/{subject_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget Asset Use
         * @description Note that something uses it no longer.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    asset_id: string;
                    kind: components["schemas"]["UseKind"];
                    subject_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/{asset_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Asset Versions
         * @description The newest first, 200 at most.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__assets__VersionView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add Asset Version
         * @description Another file as the next version. It waits for its review; what was approved may be used meanwhile.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    asset_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VersionBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssetView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/{asset_id}/versions/{version}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Asset Version File
         * @description The file of one version, unless the rights to use the asset have ended.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "If-None-Match"?: string | null;
                    Range?: string | null;
                };
                path: {
                    asset_id: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description The part of it that Range asks for */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload File
         * @description Bring a file, as the body, with its type in the header Content-Type. The same file again changes nothing.
         *
         *     What could run in it is taken out of SVG and HTML. A file of which nobody makes an asset is removed after a day.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "content-type"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string;
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.presentationml.presentation": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": string;
                    "application/zip": string;
                    "audio/flac": string;
                    "audio/mp4": string;
                    "audio/mpeg": string;
                    "audio/ogg": string;
                    "audio/wav": string;
                    "font/otf": string;
                    "font/ttf": string;
                    "font/woff": string;
                    "font/woff2": string;
                    "image/avif": string;
                    "image/gif": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/svg+xml": string;
                    "image/webp": string;
                    "image/x-icon": string;
                    "text/csv": string;
                    "text/html": string;
                    "text/plain": string;
                    "video/mp4": string;
                    "video/quicktime": string;
                    "video/webm": string;
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/folders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Folders
         * @description All folders, by path.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FolderView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Folder
         * @description A folder, at the top or in another one.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FolderBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FolderView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/assets/folders/{folder_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Folder
         * @description Remove an empty folder.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    folder_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change Folder
         * @description Rename or move a folder, with all that lies in it.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    folder_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FolderPatch"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FolderView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/brand/assets/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tags
         * @description Tags in use, the most used first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TagView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Exports
         * @description What left the house, the newest first: for whom, in whose name, and who fetched it.
         */
        get: {
            parameters: {
                query?: {
                    creative_id?: string | null;
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExportPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Export Creative
         * @description Make a package for placements: the files, and a manifest of what they are and where they come from.
         *
         *     409 where rights, approvals or the campaign's stage keep it here; 422 where a placement would not take it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExportBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExportView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/exports/{export_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Export */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    export_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExportView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/exports/{export_id}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Export Manifest
         * @description As it lies in the package; also once the package may not leave any more.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    export_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/exports/{export_id}/package": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Export Package
         * @description The ZIP, byte for byte the same each time. 409 once something in it may not leave any more, or a file is gone.
         *
         *     That is where rights have ended, an asset or the campaign is held back, the creative is approved otherwise by now, or not any
         *     more, or whoever approved it is locked out. The audit log says who fetched it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    export_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The package */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/zip": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/kit-in-force": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Brand Kit In Force
         * @description What your creatives are held against where no kit is named.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InForce"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/kits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Brand Kits
         * @description Oldest first.
         */
        get: {
            parameters: {
                query?: {
                    archived?: boolean;
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KitPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Brand Kit
         * @description Write a kit; it asks for nothing until it is published.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["KitBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KitWhole"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/kits/{kit_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Brand Kit */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kit_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KitWhole"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove Brand Kit
         * @description Put it out of sight, its versions kept; a kit that was never published is erased.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kit_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Edit Brand Kit
         * @description Change its name or its draft: a JSON merge patch (RFC 7396). What is published stays as it is.
         */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    kit_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KitWhole"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/brand/kits/{kit_id}/default": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make Brand Kit Default
         * @description Hold creatives against this kit where none is named.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kit_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KitView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/kits/{kit_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish Brand Kit
         * @description Freeze the draft as the next version. The first kit you publish becomes your default.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    kit_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["api__routes__brand__Publication"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KitView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/kits/{kit_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Brand Kit Versions
         * @description Newest first.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kit_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KitVersion"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/kits/{kit_id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Brand Kit Version */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kit_id: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KitVersion"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/placements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Placements
         * @description What each placement asks of a creative, and whose word that is.
         */
        get: {
            parameters: {
                query?: {
                    format?: components["schemas"]["CreativeFormat"] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Contract"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/placements/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Placements
         * @description Hold a creative, or some assets, against placements: what fits, what is wrong where, and the remedy.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["api__routes__creative_exports__CheckBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__creative_exports__CheckView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/validations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Validate Posted Creative
         * @description Hold what you send against a kit. Nothing of it is kept.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PostedCreative"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Validation"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brand/validations/creatives/{creative_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Validate Stored Creative
         * @description Hold a creative of yours, with its images as they are served now, against a kit.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    creative_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["StoredCreative"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Validation"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Broadcasts
         * @description The newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    stage?: components["schemas"]["domain__broadcasts__values__Stage"][] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BroadcastsView"];
                    };
                };
            };
        };
        put?: never;
        /** Create Broadcast */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BroadcastView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/{broadcast_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Broadcast
         * @description The ETag is the draft's revision.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    broadcast_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WholeBroadcastView"];
                    };
                };
            };
        };
        /**
         * Edit Broadcast
         * @description Replace a draft. 409 when it is none any more, or somebody else changed it since you read it.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "If-Match"?: string | null;
                };
                path: {
                    broadcast_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BroadcastView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/{broadcast_id}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act On Broadcast
         * @description Schedule, unschedule, pause, resume, cancel, or choose what the rest gets.
         *
         *     409 with what is allowed when the stage does not allow it; 422 naming the variant when its template cannot be sent.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "idempotency-key"?: string | null;
                };
                path: {
                    action: components["schemas"]["domain__broadcasts__values__Action"];
                    broadcast_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["BroadcastAction"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BroadcastDone"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/{broadcast_id}/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Broadcast Person
         * @description Why somebody did or did not get it. ``/api/v1/messages/{id}`` says it gate by gate.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    broadcast_id: string;
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonPlace"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/{broadcast_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Preview Saved Broadcast
         * @description The same of a broadcast that is kept, with its own parts and holdout.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    broadcast_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreviewedView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/{broadcast_id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Broadcast Progress
         * @description How everybody stands.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    broadcast_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BroadcastProgress"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/{broadcast_id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Broadcast Results
         * @description What came back, variant by variant, with intervals; and the test, with whether its lead is more than chance.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    broadcast_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BroadcastResults"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/{broadcast_id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Broadcast Transitions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    broadcast_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BroadcastTransition"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Broadcast
         * @description What a definition would come to if it began now: how many it means, and what each gate would say.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreviewedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broadcasts/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Broadcast Schema
         * @description The JSON Schema of broadcasts.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Forecast
         * @description Replay recorded requests against the newest revision. 202 while it is queued or being made: ask for it by its id.
         *
         *     404 for an unknown model version, 503 while three forecasts of the tenant are being made.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["ForecastBody"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ForecastView"];
                    };
                };
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ForecastView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/forecast/{forecast_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Forecast
         * @description One forecast, made or in the making.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    forecast_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ForecastView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow Changes
         * @description Follow what changes in your tenant, as server-sent events.
         *
         *     Each names the kinds of which something has changed that you may read: ask for it again. The first names none; it says that
         *     you hear of everything from then on. The answer goes on until you close it, the seconds asked for are over, or you are not
         *     let in any more. Nothing is kept for whoever was away: look at everything after coming back, and now and then in any case.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Seconds after which the answer ends */
                    for_s?: number;
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Channel Accounts */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__senders__AccountView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Channel Account
         * @description Connect an account. Its credentials are sealed and never shown again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewChannelAccount"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__senders__AccountView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/accounts/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Channel Account */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__senders__AccountView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove Channel Account
         * @description Messages that went out by it stay as they are, and can no longer be asked about.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change Channel Account
         * @description Change an account; what is left out stays, parameters and credentials are replaced as a whole.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChannelAccountChange"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__senders__AccountView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/channels/accounts/{account_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Channel Account
         * @description Whether the vendor accepts the account's credentials. Nothing is sent to anybody.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TryBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__senders__CheckView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/vendors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Vendors
         * @description Every vendor there is a connector for: what it carries, needs and promises.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VendorView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/computed-properties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Properties */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: components["schemas"]["JsonValue"];
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/computed-properties/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Property
         * @description Have a property computed, or computed otherwise; the segments that look at it are worked out again.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ComputedProperty"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: components["schemas"]["JsonValue"];
                        };
                    };
                };
            };
        };
        post?: never;
        /**
         * Drop Property
         * @description Refused while a segment looks at it.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-files/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Imports
         * @description The last hundred, the newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only the one that was asked for with this Idempotency-Key */
                    key?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__contact_files__ImportView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Import Contacts
         * @description Take in a file of people. Rows that do not fit are named and handed back; all others are taken.
         *
         *     The answer comes when all is done, and it is done even if nobody waits for the answer. Meanwhile the list has the import, and how
         *     far it is. The same file may be sent again: it changes nothing.
         */
        post: {
            parameters: {
                query: {
                    file_name?: string;
                    /** @description The name of a saved mapping */
                    mapping: string;
                    /** @description Only say what is wrong with the file; take in nobody */
                    rehearsal?: boolean;
                };
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example Customer,E-mail,City,Newsletter
                     *     c-7,ana@example.com,Madrid,yes
                     */
                    "text/csv": string;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__contact_files__ImportView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-files/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Import
         * @description What became of one file.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    import_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__contact_files__ImportView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-files/imports/{import_id}/errors.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Import Errors
         * @description The rows that were not taken, as they were sent, each with what is wrong with it in front.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    import_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-files/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Mappings
         * @description What the columns of your files are.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MappingView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-files/mappings/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Save Mapping
         * @description Say what the columns of a file are, once for all files like it.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["domain__contacts__files__values__Mapping"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MappingView"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Forget Mapping
         * @description Forget a mapping; what was imported by it stays.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Contacts
         * @description Everybody, page by page, in the order in which they became known.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Put Contact
         * @description Whoever is known by these identities, else somebody new, with everything else as it is said here.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ContactBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChangedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Contact
         * @description One person; who was merged away is answered with who they are now.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Erase Contact
         * @description Forget a person, everybody they ever were, what they did and where they belonged. There is no way back.
         *
         *     What has not been sent yet never is, and their journeys end. That they refused to be written to goes on holding, by a
         *     hash of the address that nobody can read.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change Contact
         * @description Change what is said here, and nothing else. Consents are kept for good, with their proof.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ContactBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChangedView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/contacts/{person_id}/activations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Activations
         * @description The newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ActivatedView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{person_id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Consents
         * @description Every consent given or withdrawn: for what, when, how, to which text, and who put it on record.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsentsView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{person_id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Device
         * @description Push to an installation no longer, until it says again that it is there.
         */
        delete: {
            parameters: {
                query: {
                    token: string;
                };
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{person_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contact Events
         * @description What somebody did, the newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{person_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contact History
         * @description Who somebody was besides, and every consent given or withdrawn with its proof.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HistoryView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{person_id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge Contacts
         * @description Make one person of two, because you know that they are. Whoever has an external id survives, else who is older.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MergeBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChangedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{person_id}/opt-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Opt Person In
         * @description They take their opt-out back themselves: say by which act of theirs, later than the opt-out, and what shows it.
         *
         *     Nothing else takes it back, no import and no other system. Whoever opted out is not to be asked for twelve months.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OptOutBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsentsView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{person_id}/opt-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Opt Person Out
         * @description They opt out of the sale and sharing of their data, by everything they are known by, now and later.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OptOutBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsentsView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Contact
         * @description Whoever is known by an identity, however it is written.
         */
        get: {
            parameters: {
                query: {
                    kind: components["schemas"]["IdentityKind"];
                    value: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search Contacts
         * @description People whose first or last name begins with these words, accents or not, and whoever is known by exactly them: 20 at most.
         */
        get: {
            parameters: {
                query: {
                    /** @description Two letters or more, in small or capital letters */
                    q: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FoundView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Blocks */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BlockView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/blocks/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Block */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BlockWhole"];
                    };
                };
            };
        };
        /**
         * Save Block
         * @description Write a block's draft: ``{% block 'name' %}`` puts it into templates once it is published.
         *
         *     409 when somebody else wrote it since you read it, by ETag; ``If-Match: "0"`` writes one that there is not yet.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SavedBlock"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BlockView"];
                    };
                };
            };
        };
        post?: never;
        /** Remove Block */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/blocks/{name}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish Block
         * @description Freeze the draft as the block's next version. Templates have the one they were published with until they are again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BlockPublication"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublishedBlock"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/catalogues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Catalogues */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogueView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Catalogue
         * @description Make a catalogue; items are put in afterwards.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewCatalogue"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogueView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/catalogues/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Catalogue
         * @description Forget a catalogue and its items; templates that look into it find nothing there.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/catalogues/{name}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Items */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ItemPage"];
                    };
                };
            };
        };
        /**
         * Put Items
         * @description Put items in, each in place of the one with its id; the last one wins within a call.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Items"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Taken"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/catalogues/{name}/items/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove Items */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ItemIds"];
                };
            };
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Unsaved
         * @description Everything that would be held against it, each with the place and the remedy.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UnsavedToCheck"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Checked"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Unsaved
         * @description The message as this person would get it, rendered by what renders messages; nothing is kept, sent or counted.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UnsavedToSee"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/schema/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe Block
         * @description The JSON schema of what authors write.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sources
         * @description The hosts that templates may fetch from.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__catalogues__SourceView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/sources/{host}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Source
         * @description Let templates fetch from a host, over https, below a path, with these headers.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    host: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewSource"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__catalogues__SourceView"];
                    };
                };
            };
        };
        post?: never;
        /** Remove Source */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    host: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Templates
         * @description Templates, newest first.
         */
        get: {
            parameters: {
                query?: {
                    archived?: boolean;
                    channel?: components["schemas"]["Channel"] | null;
                    cursor?: string | null;
                    limit?: number;
                    /** @description In its name. */
                    q?: string;
                    standing?: components["schemas"]["Standing"] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TemplatePage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Template
         * @description Write a template; it is a draft until it is published.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTemplate"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__content__TemplateView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Template */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TemplateWhole"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit Template
         * @description Replace the draft, or the name, or both. 409 when somebody else did since you read it, by ETag or draft_revision.
         */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__content__TemplateView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive Template
         * @description Put out of sight. What uses it goes on sending it, and is named; no draft that names it can be published from now on.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ArchivedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Template
         * @description Everything that would be held against the draft, each with the place and the remedy.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["api__routes__content__CheckBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Checked"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Discard Template Draft
         * @description Forget what is being written; a template that was never published goes with it.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Template
         * @description The message as this person would get it, rendered by what renders messages; nothing is sent or counted.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Whose"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish Template
         * @description Freeze the draft as the next version, which every message from now on is made of.
         *
         *     Refused where nobody could ever be sent it; what hardly anybody could be sent is told.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["api__routes__content__Publication"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublishedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore Template */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__content__TemplateView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Test
         * @description Send it to these people by way of the ledger, with every gate; ``source`` tells tests from everything else.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TestSend"];
                };
            };
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TestSent"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Template Uses
         * @description What sends it, or would once it is published: journeys and broadcasts that are not over, and plans of activations.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TemplateUse"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Template Versions
         * @description Newest first.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__content__VersionView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/{template_id}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Template Version */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    number: number;
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VersionWhole"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/templates/schema/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe Content
         * @description The JSON schema of what authors write.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content/variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Browse Variables
         * @description Everything a template may read here, with this person's values; and the filters and tags it may use.
         */
        get: {
            parameters: {
                query?: {
                    person_id?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Variables"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Data Requests
         * @description The newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    state?: components["schemas"]["RequestState"][] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RequestPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Receive Data Request
         * @description Put a request on record. It waits for somebody to say how they checked who asks; the due date runs from its receipt.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RequestBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RequestView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-requests/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Data Request
         * @description One request, with what was found where.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    request_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RequestView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-requests/{request_id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Archive
         * @description Everything that is kept of the person: a ZIP with an index. It is removed seven days after it was made.
         *
         *     The audit log says who fetched it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    request_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-requests/{request_id}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Certificate
         * @description What was found where, what went, what was kept and why: JSON, byte for byte as it was hashed.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    request_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-requests/{request_id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse Data Request
         * @description Do not carry it out. Whom it was about is forgotten.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    request_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RefuseBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RequestView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-requests/{request_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify Data Request
         * @description Say how you made sure who asks. From here on it is carried out; an erasure cannot be taken back.
         *
         *     An erasure takes two of you: whoever put it on record does not verify it.
         *     An account of the product under the same address has to be locked out first.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    request_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VerifyBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RequestView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delivery/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Policy
         * @description Caps, quiet hours, holdout, consent and throttles; our defaults until somebody says otherwise.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PolicyView"];
                    };
                };
            };
        };
        /**
         * Put Policy
         * @description Replace all of it. It holds for every message that has not been claimed yet, waiting ones included.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "If-Match"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DeliveryPolicy"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PolicyView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delivery/send-times": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Send Time
         * @description When a message that asks for the best time would go to this person, and what that was learned from.
         */
        get: {
            parameters: {
                query: {
                    channel: components["schemas"]["Channel"];
                    person_id: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SendTimeView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delivery/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Suppressions */
        get: {
            parameters: {
                query?: {
                    channel?: components["schemas"]["Channel"] | null;
                    cursor?: string | null;
                    limit?: number;
                    reason?: components["schemas"]["SuppressionReason"] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SuppressionPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add Suppressions
         * @description Put up to 5,000 on the list at once, all or none. Who is on it already stays for the longer of both.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SuppressionsBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delivery/suppressions/{identity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Suppression
         * @description Take one entry off the list, by the hash the list shows.
         */
        delete: {
            parameters: {
                query?: {
                    channel?: components["schemas"]["Channel"] | null;
                };
                header?: never;
                path: {
                    identity: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delivery/suppressions/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Suppressions
         * @description What the list has of these addresses, numbers and people; nothing where they may be written to.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["api__routes__delivery__CheckBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SuppressionView"][];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delivery/suppressions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Suppressions
         * @description The whole list as CSV. Of identities it has the hashes alone: that is all there is.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delivery/suppressions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Suppressions
         * @description A CSV file with the columns kind, value, channel, reason, until, note; what an export gave comes in again.
         *
         *     Lines that cannot be read are left out and listed; the others are added.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delivery/suppressions/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove Suppressions
         * @description Take up to 5,000 off the list; each on the channel it names, or where it holds for all channels.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SuppressionsBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReleasedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue Feed Token
         * @description A token for one person's feeds, to be handed to their app or page. It opens nothing else.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__feeds__TokenView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inference/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare Models
         * @description How shadows did beside the live model on what was shown: agreement, calibration, log-loss.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How far to look back */
                    days?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ComparisonList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inference/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description Every version in the registry, in the order they were published, and which of them bids and shadows.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inference/models/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Promote Model
         * @description Have every bidder score with this version from now on; they change over without a failed request.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RolesView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inference/models/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Back Model
         * @description Have every bidder score with the version that was live before.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RolesView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inference/models/shadow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Shadow Model
         * @description Score a share of requests with a version beside the live one, after they were answered.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Shadowing"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RolesView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inference/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Inference Providers
         * @description What every live bidder scores with, and which targets it found; a missing one says why and what to do.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BidderList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Journeys
         * @description The newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    stage?: components["schemas"]["JourneyStage"][] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JourneysView"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Journey
         * @description With every fault of its draft.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewJourney"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WholeJourneyView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Journey
         * @description With its draft, the draft's faults, and what is live. The ETag is the draft's revision.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WholeJourneyView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act On Journey
         * @description Publish, pause, resume, complete or archive. Publishing freezes the draft as the next version.
         *
         *     409 with what is allowed when the stage does not allow it; 422 naming the step when the draft cannot run.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "idempotency-key"?: string | null;
                };
                path: {
                    action: components["schemas"]["JourneyAction"];
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["api__routes__journeys__ActionBody"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DoneView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count Journey
         * @description Where everybody went, to the person; of one version, or of all. Messages are those of all versions.
         */
        get: {
            parameters: {
                query?: {
                    version?: number | null;
                };
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__travellers__CountsView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Journey Difference
         * @description What became of every step between two versions, or between one and the draft.
         */
        get: {
            parameters: {
                query: {
                    /** @description 0 is the draft */
                    after?: number;
                    before: number;
                };
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__journeys__DifferenceView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Save Journey Draft
         * @description Replace the draft, with faults or without; what is live goes on. 409 when somebody else did since you read it.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "If-Match"?: string | null;
                };
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CheckedView"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Discard Journey Draft
         * @description Forget the next version; a journey that was never published goes with it.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Estimate Journey
         * @description Who may come in by the draft, and how they would be carried.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__journeys__EstimateView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/moves/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Journey Moves
         * @description Where everybody inside would be put if the draft were published with this mapping; nobody is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["api__routes__journeys__Mapping"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreviewView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Journey People
         * @description Runs in the order in which they began.
         */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    /** @description Only those who have not left */
                    inside?: boolean;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    person_id?: string | null;
                    step?: string | null;
                };
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunsView"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Enter Journey
         * @description Let people in, as far as entry, re-entry and holdout have it. The same Idempotency-Key brings nobody in twice.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "idempotency-key"?: string | null;
                };
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Entry"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AdmissionsView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/people/{person_id}/path": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Journey Paths
         * @description Every run of one person, with each step they passed: when, what was found there, and which way it led.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PathView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/rehearsals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rehearsals
         * @description The newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RehearsalsView"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Start Rehearsal
         * @description Begin a dry run; read it for its progress and, at the end, its result.
         */
        post: {
            parameters: {
                query?: {
                    /** @description 0 is the draft; left out, what is live, else the draft */
                    version?: number | null;
                };
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DryRunBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RehearsalView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/rehearsals/{rehearsal_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Rehearsal
         * @description How far it is, and everything that was counted so far.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                    rehearsal_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WholeRehearsalView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/rehearsals/{rehearsal_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Rehearsal
         * @description Stop it where it is; what was counted stays.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                    rehearsal_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RehearsalView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Simulate
         * @description Everything that would happen to one person up to ``until``, in order, each message as its reader would see it.
         *
         *     Ask again with another ``until`` to move the clock: what was told before it stays the same.
         */
        post: {
            parameters: {
                query?: {
                    /** @description 0 is the draft; left out, what is live, else the draft */
                    version?: number | null;
                };
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SimulationBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SimulatedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Journey Transitions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__journeys__TransitionView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/{journey_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Journey Versions
         * @description The newest first. A published version never changes.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    journey_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__journeys__VersionView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Journey
         * @description Whether a definition could run, and every fault with its step; nothing is kept.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CheckedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journeys/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Journey Schema
         * @description The JSON Schema of definitions.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/budgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Budgets
         * @description Plan, spend, pace and alerts of every campaign, those in trouble first.
         *
         *     The order is that of now: a campaign whose trouble changes between two pages may be on both, or on neither.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    /** @description Any of these; live and paused unless given */
                    stage?: components["schemas"]["domain__campaigns__values__Stage"][] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BudgetBoard"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Campaigns */
        get: {
            parameters: {
                query?: {
                    channel?: components["schemas"]["Channel"][] | null;
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Flights that reach beyond this instant */
                    from?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    /** @description In name or advertiser domain */
                    q?: string;
                    sort?: components["schemas"]["domain__campaigns__repository__Sort"];
                    stage?: components["schemas"]["domain__campaigns__values__Stage"][] | null;
                    /** @description Flights that begin before this instant */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CampaignPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Campaign
         * @description A new draft.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CampaignBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CampaignView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Campaign */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CampaignView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Delete Campaign
         * @description Erase a draft that was never submitted, with its creatives, its launch and what was said of it.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Edit Campaign
         * @description Change some fields: a JSON merge patch (RFC 7396) of a campaign's content; null resets a field.
         *
         *     With ``If-Match`` it is refused when somebody else was faster. Repeating it changes nothing, and tells the workflow
         *     again of an edit it has not heard of.
         */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EditedCampaignView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/budget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Budget
         * @description Budget, confirmed spend, what bidders hold, and what was billed but is disputed.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BudgetView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/budget/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Budget Alerts
         * @description Each once, the newest first.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Threads
         * @description Comments by thread, the oldest thread first; `limit` counts comments.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ThreadPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add Comment
         * @description Say something of the campaign, of a section or a creative of it, or in a thread. Whoever is mentioned is told.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewComment"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/comments/{comment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Edit Comment
         * @description Say it otherwise: yours, for a day.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    comment_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EditBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentView"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Delete Comment
         * @description Yours, or anybody's for an administrator; its place in the thread stays.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    comment_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/comments/{thread_id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Resolve Thread
         * @description Settle a thread, or open it again. A reply opens it too.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    thread_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ResolveBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy Campaign
         * @description A new draft with the newest content of a campaign in any stage, and copies of its creatives.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["CopyBody"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CampaignView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Explanation
         * @description Why is this not spending? Stage, dates, budget, pacing, caps, creatives, traffic and price, by weight. A window is whole hours.
         *
         *     What analytics says of it is at most a minute old.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A day before `to` unless given */
                    from?: string | null;
                    /** @description Now unless given */
                    to?: string | null;
                };
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExplanationView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Ledger
         * @description Every bill, the newest first, with what was entered against it.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Entries older than that sequence */
                    before?: number | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LedgerPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/ledger/{sequence}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct Ledger
         * @description Put an entry right by an entry against it. Spend, reports and alerts follow; saying what holds already enters nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    sequence: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CorrectionBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__ledger__EntryView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/campaigns/{campaign_id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Revisions
         * @description Who wrote what of it when: its last revisions, the newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RevisionList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/creatives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Creatives
         * @description Oldest first.
         */
        get: {
            parameters: {
                query?: {
                    campaign_id?: string | null;
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CreativePage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Creative
         * @description Add a creative to a campaign of yours. Where it lands lies on the campaign's advertiser domain or below it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CreativeBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EditedCreativeView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/creatives/{creative_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Creative */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    creative_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CreativeView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove Creative
         * @description Take it out of its campaign; what was approved before goes on showing it until that change is approved.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    creative_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Edit Creative
         * @description Change some fields: a JSON merge patch (RFC 7396); null resets a field. Once submitted, review re-opens.
         */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    creative_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EditedCreativeView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/management/creatives/{creative_id}/clearances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Clearances
         * @description What every exchange says of a creative, by exchange.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    creative_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClearanceView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/creatives/{creative_id}/clearances/{exchange_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Clearance
         * @description Put on record what an exchange told you of a creative, or that it was asked (``pending``).
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    creative_id: string;
                    exchange_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewClearance"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChangedClearanceView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/management/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Reaching Exchanges
         * @description The exchanges that reach your campaigns, by name.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReachingExchangeView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Messages
         * @description The newest first.
         */
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    person_id?: string | null;
                    /** @description The gate or cause that refused it, or what it waits for. */
                    reason?: string | null;
                    source?: string | null;
                    status?: components["schemas"]["MessageStatus"] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MessagePage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Message
         * @description Everything about one message: every gate's verdict with what it looked at, and what came back.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    message_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExplainedView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Analytics
         * @description What became of messages and what came back, by source, step and channel.
         */
        get: {
            parameters: {
                query?: {
                    channel?: components["schemas"]["Channel"] | null;
                    source?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FiguresView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Counts
         * @description How the messages of a journey or broadcast stand, to the person. ``recount`` goes through the ledger row by row.
         */
        get: {
            parameters: {
                query: {
                    recount?: boolean;
                    /** @description journey:jrn_..., broadcast:brd_... and so on */
                    source: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__messages__CountsView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why
         * @description Why this person got, or did not get, what a journey or broadcast had for them: gate by gate, in plain words.
         */
        get: {
            parameters: {
                query: {
                    person_id: string;
                    source?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WhyView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Notifications
         * @description Your own, the newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description All but these kinds */
                    but?: components["schemas"]["NewsKind"][];
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    /** @description Only what was not read yet */
                    unread?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{notification_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read Notification
         * @description You have seen it.
         */
        post: {
            parameters: {
                query?: {
                    /** @description Everything before it too */
                    and_older?: boolean;
                };
                header?: never;
                path: {
                    notification_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReadView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/digest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Digest
         * @description Reviews that wait for you, live campaigns with problems, what goes out within a day, and news that you have not read.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DigestView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/digest/preference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Preference
         * @description Whether and when you are written to: off until you ask for it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preference"];
                    };
                };
            };
        };
        /**
         * Set Preference
         * @description Be written to once a day, at an hour of your own time zone, or no more. An hour that has passed today counts from tomorrow.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Preference"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preference"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opt-outs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Opt Identities Out
         * @description Whoever has one of these identities, now or later, opts out of the sale and sharing of their data.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OptOutsBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opt-outs/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Opt Out
         * @description Whether whoever has this identity has opted out, known or not.
         */
        get: {
            parameters: {
                query: {
                    kind: components["schemas"]["IdentityKind"];
                    value: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OptOutView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Letters
         * @description What the local outbox keeps, newest first.
         */
        get: {
            parameters: {
                query?: {
                    channel?: components["schemas"]["Channel"] | null;
                    cursor?: string | null;
                    limit?: number;
                    person_id?: string | null;
                    source?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LetterPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Letter
         * @description One message, whole.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    message_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LetterView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/messages/{message_id}/shown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Letter
         * @description One message as its receiver would see it: its HTML without scripts, or its text.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    message_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Calls
         * @description Calls to webhooks, newest first: dead letters, unless others are asked for.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    which?: components["schemas"]["CallState"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/webhooks/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay Calls
         * @description Make dead letters due at once, under the same ids, so that a receiver recognises what it has seen.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReplayBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Replayed"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Exchanges
         * @description Every exchange, revoked ones included, in the order they were made.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExchangePage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Exchange
         * @description A new exchange and its secret.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewExchange"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IssuedExchangeView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/exchanges/{exchange_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Exchange */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exchange_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExchangeView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Revoke Exchange
         * @description Turn an exchange away for good. It stays on record.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exchange_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChangedExchangeView"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change Exchange
         * @description Change what an exchange may reach; what is left out stays as it is.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exchange_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExchangeChange"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChangedExchangeView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/platform/exchanges/{exchange_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Secret
         * @description A new secret. The old one stays good beside it for a day, or as long as the body says.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exchange_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["SecretRotation"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IssuedExchangeView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Identity Providers */
        get: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__sso_providers__ProviderView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Identity Provider
         * @description Believe another provider. The client secret is sealed and never shown again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewProviderBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__sso_providers__ProviderView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/identity-providers/{provider_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Identity Provider */
        get: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    provider_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__sso_providers__ProviderView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove Identity Provider
         * @description Nobody comes by it any more; whoever did is signed out.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    provider_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change Identity Provider
         * @description What is left out stays. Another issuer knows nobody yet, and takes its client secret anew.
         *
         *     With another issuer, or switched off, whoever came by the provider is signed out.
         */
        patch: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    provider_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProviderChange"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__sso_providers__ProviderView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/platform/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Me
         * @description Whose token this is.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallerView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Rates
         * @description The table in force.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RatesView"];
                    };
                };
            };
        };
        /**
         * Put Rates
         * @description Bring a table into force. Bidders convert by it within a second; what is past stays on record.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RatesBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RatesView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/rates/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rates
         * @description Every table that was put into force, the last hundred of them.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RatesHistory"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tenants
         * @description Every tenant.
         */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TenantPage"];
                    };
                };
            };
        };
        put?: never;
        /** Create Tenant */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTenant"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TenantView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/tenants/{tenant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tenant
         * @description The own tenant; for the platform's people, any.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    tenant_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TenantView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Tenant
         * @description Limit what a tenant may ask. Keys feel it within a second, those signed in when they next refresh.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    tenant_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TenantChange"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TenantView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/platform/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Tokens */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                    user_id?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Token
         * @description A new token; its ``secret`` is in this answer and nowhere else.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IssuedTokenView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Token
         * @description From now on the token opens nothing; another process of the API may take a second to notice.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    token_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/tokens/{token_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Token
         * @description A key in place of this one, like it but for its ``secret``. The old one ends after the overlap.
         */
        post: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    token_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Rotation"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IssuedTokenView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Users */
        get: {
            parameters: {
                query?: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserPage"];
                    };
                };
            };
        };
        put?: never;
        /** Create User */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewUserBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get User */
        get: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    user_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change User
         * @description Give somebody other roles or grants, lock them out or let them in again. Nobody does that to themselves.
         *
         *     Locking somebody out ends their sessions, keys and vouchers for good. It takes somebody who may do all that they may.
         */
        patch: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    user_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UserChange"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/platform/users/{user_id}/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Providers Of User
         * @description Which providers know this person.
         */
        get: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    user_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LinkView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/users/{user_id}/identity-providers/{provider_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unlink User
         * @description Have the provider know this person no more: its next word of their address is as if it were the first.
         *
         *     Their sessions that came by it end.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    provider_id: string;
                    user_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/users/{user_id}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite User
         * @description A voucher with which this person chooses a password, once, within a week; earlier ones are good no more.
         */
        post: {
            parameters: {
                query?: {
                    /** @description Mail it to them instead of showing it to you */
                    by_mail?: boolean;
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    user_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InvitationView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/users/{user_id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take Second Factor Away
         * @description For somebody who lost their authenticator and their recovery codes; their password alone lets them in again.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    user_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/users/{user_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions Of User
         * @description Where this person is signed in, newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    user_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * End Sessions Of User
         * @description Sign this person out everywhere.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description For the platform's people: which tenant's */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    user_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Profile
         * @description One person as your campaigns see them.
         */
        get: {
            parameters: {
                query?: {
                    /** @description For the platform's people: whose part */
                    tenant_id?: string | null;
                };
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProfileView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Profiles
         * @description Take in up to 5,000 people, one JSON object a line, and let bidders see them at once.
         *
         *     A line is the whole of what you know of one person and replaces what you told us before, so an import may be
         *     repeated. Lines that are wrong are refused by number while the others are kept; only when every line is wrong is the
         *     import refused as such. Who has opted out of the sale and sharing of their data stays so, whatever a line says. The platform's own people import `interests` and `recency`, which belong to no tenant,
         *     unless they name one.
         */
        post: {
            parameters: {
                query?: {
                    /** @description For the platform's people: whose part */
                    tenant_id?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {"person_id": "u-1", "tier": "gold", "segments": [3, 17], "stars_balance": 240}
                     *     {"person_id": "u-2", "personalised_ads": false}
                     */
                    "application/x-ndjson": string;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__profiles__ImportView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Campaigns
         * @description Your campaigns to which something happened, by id.
         */
        get: {
            parameters: {
                query?: {
                    /** @description All that is kept, 90 days, unless given */
                    from?: string | null;
                    /** @description Now unless given */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CampaignReport"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/course": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Course
         * @description Spend and what it brought, hour by hour or day by day, beside as long a time directly before.
         */
        get: {
            parameters: {
                query?: {
                    by?: components["schemas"]["Grain"];
                    /** @description One campaign; all of yours unless given */
                    campaign_id?: string | null;
                    /** @description The last 24 hours or 7 days unless given; 7 or 45 days at most */
                    from?: string | null;
                    /** @description Whose hours and days they are */
                    time_zone?: string;
                    /** @description Now unless given */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CourseReport"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/no-bids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * No Bids
         * @description Why requests were answered without a bid, the most frequent reason first, over all tenants.
         */
        get: {
            parameters: {
                query?: {
                    /** @description All that is kept, 90 days, unless given */
                    from?: string | null;
                    /** @description Now unless given */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RefusalReport"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress
         * @description How far behind the reports are.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProgressView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/refusals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refusals
         * @description Why your campaigns are not bidding: how far each came in the requests that were traced.
         */
        get: {
            parameters: {
                query?: {
                    campaign_id?: string | null;
                    /** @description Seven days ago unless given */
                    from?: string | null;
                    /** @description Now unless given */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CampaignRefusalReport"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/shading": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shading
         * @description What shading saved, and how often shaded bids win beside those left alone, by exchange and currency.
         */
        get: {
            parameters: {
                query?: {
                    /** @description All that is kept, 90 days, unless given */
                    from?: string | null;
                    /** @description Now unless given */
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShadingReport"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Retention
         * @description Every kind, with the days it is kept for.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RetentionView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose Retention
         * @description Keep a kind for so many days. What is older goes the next night, for good.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RetentionBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RetentionView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/kept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Kept
         * @description What no number of days ends, and how long it is kept instead.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KeptView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Retention Runs
         * @description What was removed, the newest first; a night that removed nothing is not listed.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RemovedView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Segments
         * @description Every segment that is not archived.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SegmentView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Segment
         * @description Say who belongs together. Everybody is looked at within the minute; from then on events and time move people.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SegmentDefinition"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SegmentView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/{segment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Segment */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    segment_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SegmentView"];
                    };
                };
            };
        };
        /**
         * Change Segment
         * @description Write another version, which holds from now on. With ``If-Match`` it is refused if there is a newer one already.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "If-Match"?: string | null;
                };
                path: {
                    segment_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SegmentDefinition"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SegmentView"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Archive Segment
         * @description Let nobody be a member any more; refused while another segment refers to it.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    segment_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/{segment_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Members */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    segment_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MembersView"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Change Members
         * @description Put people on a list and take others off it; whoever is unknown, or there already, stays as they are.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    segment_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ByHand"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ByHandView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/{segment_id}/members.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Members
         * @description All members as CSV: our id, yours, since when, and whether they may be shared. It is as of while it is read, page by page.
         *
         *     A file that goes to somebody else is asked for with `for_sharing=true`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Leave out who has opted out of sale and sharing */
                    for_sharing?: boolean;
                };
                header?: never;
                path: {
                    segment_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/{segment_id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh Segment
         * @description Have everybody looked at now, instead of when it is time.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    segment_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StartedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/{segment_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Versions
         * @description Everything it has ever said, the oldest first.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    segment_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__segments__VersionView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Estimate
         * @description How many people a predicate means, and how many of those can be reached; nothing is kept.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EstimateOrder"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__segments__EstimateView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segments Of Person
         * @description Every segment a person is in, and was in; and those they match at this moment.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/refreshes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Refreshes
         * @description Looks at everybody, the newest first; one that is not finished says how far it is.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RefreshView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/senders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Senders */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SenderView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Sender
         * @description Write as somebody. E-mail wants a postal address, which marketing must show.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewSender"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SenderView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/senders/{sender_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove Sender */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sender_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change Sender
         * @description Change a sender; what is left out stays. A changed address is to be checked anew.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sender_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SenderChange"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SenderView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/senders/{sender_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Sender Domain
         * @description Look up SPF, DKIM and DMARC of a sender's domain, as receivers of its mail do.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sender_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DomainView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign Out
         * @description End the session this call was made in; without a bearer token the one whose cookie the browser sends.
         *
         *     No page of another site or host ends it: browsers send neither the cookie nor this method for them.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Another password for yourself; your other sessions end.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password/chosen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose Password
         * @description Choose a password with a voucher; your earlier sessions end, and without a second factor you are signed in.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChosenPassword"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChosenView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password/forgotten": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget Password
         * @description Have a voucher mailed to somebody who forgot their password; the answer says nothing of whether there is anybody.
         *
         *     Nobody who comes by an identity provider alone is sent one.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Forgotten"];
                };
            };
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description New tokens in place of these. A refresh token that comes again later ends its session: somebody has stolen it.
         *
         *     Within ten seconds it is answered as before, since the answer may have been lost.
         *
         *     One that came in a cookie is answered in a cookie.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Refresh"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokensView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set Up Second Factor
         * @description What your authenticator needs, shown this once. It counts from the first code you confirm.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SecondFactorSetUp"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecondFactorView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm Second Factor
         * @description From now on signing in takes a code as well. The recovery codes are shown this once.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Code"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecoveryCodesView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor/removal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove Second Factor
         * @description Your password alone lets you in again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SecondFactorRemoval"];
                };
            };
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In
         * @description Exchange a password for tokens. Whatever is wrong, the answer is the same.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokensView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sso/{provider_id}/acs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Saml Sign On
         * @description Where a SAML provider has a browser post its response.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    provider_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/x-www-form-urlencoded": unknown;
                };
            };
            responses: never;
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sso/{provider_id}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finish Openid Sign On
         * @description Where an OpenID provider sends a browser back to.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    provider_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: never;
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sso/{provider_id}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe Service Provider
         * @description Who we are to a SAML provider; its administrator imports it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    provider_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sso/{provider_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Begin Sign On
         * @description Send a browser to its identity provider.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A path of this site */
                    return_to?: string;
                };
                header?: never;
                path: {
                    provider_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: never;
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sso/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sign On Choices
         * @description By which identity providers people of this tenant may come; none for a tenant that is not there.
         */
        get: {
            parameters: {
                query: {
                    /** @description Whose people want to sign in */
                    tenant_id: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProviderChoice"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sso/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeem Sign On
         * @description Tokens for whoever just came back in this browser; good once.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Redemption"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokensView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/way-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Way In
         * @description How you come in yourself.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WayInView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions
         * @description Where you are signed in, newest first.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * End Sessions
         * @description Sign out everywhere, here as well.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Session
         * @description Sign out somewhere. Another process of the API may take a second to notice.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Websites */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebsiteView"][];
                    };
                };
            };
        };
        put?: never;
        /** Create Website */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewWebsite"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebsiteView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websites/{website_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change Website
         * @description Change a website; one that is not enabled lets nothing in.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    website_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewWebsite"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebsiteView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websites/{website_id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace Write Key
         * @description Give it another write key. Pages with the old one send nothing from now on.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    website_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebsiteView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/approval-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Approval Rules
         * @description The rules in force: your own, or those we ship as long as you have none.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRulesView"];
                    };
                };
            };
        };
        /**
         * Put Approval Rules
         * @description Replace them all. Reviews that are going on keep to the rules they began with.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ApprovalRulesBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRulesView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Calendar
         * @description Campaigns whose flight overlaps the range; an open start or end reaches for ever.
         */
        get: {
            parameters: {
                query: {
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Inclusive */
                    from: string;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    stage?: components["schemas"]["domain__campaigns__values__Stage"][] | null;
                    /** @description Exclusive */
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CalendarPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act
         * @description Do one of the ten actions; the answer comes when it has happened, with the new stage.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path: {
                    action: components["schemas"]["domain__campaigns__values__Action"];
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["api__routes__workflows__ActionBody"] | null;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ActionAnswer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Approval
         * @description The newest round of review: who is asked, who decided what, how far it is.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Approvals
         * @description Every round of review, the newest first: what was asked for before, and by whom. Empty before it was submitted.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Difference
         * @description What the newest revision says otherwise than what was approved last, field by field.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The newest by default */
                    after?: number | null;
                    /** @description The last one that a review approved by default */
                    before?: number | null;
                };
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__gate__ComparisonView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/execution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Execution
         * @description Where engineers look at its workflow.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExecutionView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Overrides
         * @description Newest first, with those that have ended.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OverrideList"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Grant Override
         * @description Take it upon yourself. Who wrote any of it cannot; what was not approved cannot be let through at all.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OverrideBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OverrideView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/overrides/{override_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw Override
         * @description End a grant now. What is on air stays there until it is paused.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    override_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OverrideView"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Preflight
         * @description Ask the gate without going live: approval, links, sizes, budget, dates, audience, brand, policy and tasks.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreflightView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tasks
         * @description In the order they were written.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskList"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add Task
         * @description Put something on a campaign's checklist.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TaskBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change Task
         * @description Say what it is, as whoever wrote it may, and whether it is done.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    task_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangedTaskBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskView"];
                    };
                };
            };
        };
        post?: never;
        /** Remove Task */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    task_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/tasks/{task_id}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say Done
         * @description Say that it is done, or that it is not after all: by its assignee, by who wrote it or by an approver.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                    task_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DoneBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/{campaign_id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Transitions
         * @description Everything that happened to a campaign, oldest first.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TransitionList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/campaigns/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act On Many
         * @description Do one action to up to 200 campaigns. One that is refused keeps none of the others from happening.
         *
         *     Repeated with the same ``Idempotency-Key``, what happened the first time does not happen again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path: {
                    action: components["schemas"]["domain__campaigns__values__Action"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BulkBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BulkView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/gate-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Gate Rules
         * @description What you make of the gate's checks, by name.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GateRulesView"];
                    };
                };
            };
        };
        /**
         * Put Gate Rules
         * @description Replace them all. They count from the next time that a campaign wants to go live; those that wait try again at once.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GateRulesBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GateRulesView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/pending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Pending
         * @description Reviews this person could decide now: holds a role that is asked for, has not decided, did not submit.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A user; you by default */
                    approver?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PendingList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/blackouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Blackouts
         * @description By their first day.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BlackoutView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add Blackout
         * @description Keep days free, of some channels or of all.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewBlackout"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BlackoutView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/blackouts/{blackout_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove Blackout */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    blackout_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Calendar
         * @description Everything that runs in a range, and what gets in each other's way.
         */
        get: {
            parameters: {
                query: {
                    /** @description Inclusive */
                    from: string;
                    /** @description Exclusive, at most 366 days later */
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CalendarView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Colleagues
         * @description People of your tenant by id, whoever of them there is; or those whose names say so, by name.
         */
        get: {
            parameters: {
                query?: {
                    /** @description These people */
                    id?: string[] | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    /** @description In the name */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ColleagueList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/launches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Launches
         * @description The newest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The launch that a campaign came of, if it did. */
                    campaign_id?: string | null;
                    /** @description next_cursor of the page before */
                    cursor?: string | null;
                    /** @description Rows a page holds at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaunchPage"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Begin Launch
         * @description Begin: brief, audience, budget, schedule and creatives, all at once or little by little.
         *
         *     Once brief and budget are complete the campaign is made, and the launch goes on being its short way to the air.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LaunchBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaunchView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/launches/{launch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Launch
         * @description Where it stands: take it up again from here.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    launch_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaunchView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove Launch
         * @description Forget one that has made no campaign yet.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    launch_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change Launch
         * @description Say more, or something else: a JSON merge patch (RFC 7396) of the sections. `creatives` are added to those there are.
         *
         *     Once it has a campaign, this changes the campaign, as editing that would. With `If-Match` it is refused when somebody else
         *     has changed a section since; repeating a change is not.
         */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "If-Match"?: string | null;
                };
                path: {
                    launch_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaunchView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/workspace/launches/{launch_id}/advance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Advance Launch
         * @description Do the next move, where it is yours to do: submit, schedule or go live. What waits for others is refused with what it waits for.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path: {
                    launch_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaunchView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/launches/{launch_id}/waiting-creatives/{wish_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take Creative Out
         * @description Give up a creative that has not joined the campaign; its asset stays in the library.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    launch_id: string;
                    wish_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/objectives/{campaign_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say Objective
         * @description Say what a campaign is for, however it was made; `GET /api/v1/workspace/launches?campaign_id=` reads it.
         *
         *     Refused from its submission on: it stays as its reviewers read it, unless they send it back. With the launch's `revision` in
         *     `If-Match` it is refused when somebody else has changed a section since, with `"0"` when somebody has said it already;
         *     repeating the same words is not.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "If-Match"?: string | null;
                };
                path: {
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ObjectiveBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Campaign Templates
         * @description By name.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__templates__TemplateView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Save Template
         * @description Keep a campaign of yours as a template: its newest content without dates, and its creatives.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SaveBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__templates__TemplateView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/templates/{template_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Campaign Template */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__templates__TemplateView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove Template
         * @description What was made of it stays.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/templates/{template_id}/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Campaign
         * @description A new draft of a template.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeat a call with the same key and it happens once */
                    "idempotency-key"?: string | null;
                };
                path: {
                    template_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MakeBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CampaignView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Views
         * @description Your own and those your tenant shares, by name.
         */
        get: {
            parameters: {
                query?: {
                    subject?: components["schemas"]["Subject"] | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SavedViewView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Save View
         * @description Keep a list as you want to see it again; shared, everybody of your tenant sees it.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ViewContent"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SavedViewView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace/views/{view_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get View */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    view_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SavedViewView"];
                    };
                };
            };
        };
        /**
         * Change View
         * @description Say it anew; yours alone.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag you read, like "3" */
                    "If-Match"?: string | null;
                };
                path: {
                    view_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ViewContent"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SavedViewView"];
                    };
                };
            };
        };
        post?: never;
        /** Remove View */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    view_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description The process can do its work: 200 when it can, 503 when it cannot.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live
         * @description The process answers.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alive"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/c/{reading}/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow Link
         * @description Lead on to where the message's own link leads, and nowhere else. A click that cannot be told of leads on all the same.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "Accept-Language"?: string;
                };
                path: {
                    link: string;
                    reading: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /**
         * Probe Link
         * @description What scanners ask first: the same answer, told as a machine's click.
         */
        head: {
            parameters: {
                query?: never;
                header?: {
                    "Accept-Language"?: string;
                };
                path: {
                    link: string;
                    reading: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        patch?: never;
        trace?: never;
    };
    "/r/o/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Note Open
         * @description A picture of one pixel, whatever was asked for: nobody should see a broken one in a message.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/p/{choosing}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Preferences
         * @description What this person gets, to be changed; works without scripts.
         */
        get: {
            parameters: {
                query?: {
                    saved?: string;
                };
                header?: {
                    "Accept-Language"?: string;
                };
                path: {
                    choosing: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
            };
        };
        put?: never;
        /**
         * Save Preferences
         * @description Write down what was chosen, as consents with this page and message as their proof; then show it again.
         *
         *     That data may be sold or shared again is asked twice, and taken at the second time.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Accept-Language"?: string;
                };
                path: {
                    choosing: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/p/{choosing}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Record
         * @description Everything this person ever said about being written to, and about their data: theirs to read.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "Accept-Language"?: string;
                };
                path: {
                    choosing: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/u/{choosing}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask To Unsubscribe
         * @description A page with a button. Opening it changes nothing, since mail programs and scanners open every link.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "Accept-Language"?: string;
                };
                path: {
                    choosing: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
            };
        };
        put?: never;
        /**
         * Unsubscribe
         * @description Unsubscribe from the channel: by the page's button, or by a mail program with one click (RFC 8058).
         *
         *     The body says ``List-Unsubscribe=One-Click``, as that wants, or ``confirm=yes``. A 2xx means that it is stored.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Accept-Language"?: string;
                };
                path: {
                    choosing: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready
         * @description The process can do its work: 200 when it can, 503 when it cannot.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bid
         * @description Bid as the default exchange, where there is one; only demo mode sets it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    authorization?: string;
                    /** @description An API token that may read analytics of a tenant the exchange reaches: have the request traced */
                    "X-Campaign-Express-Trace"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "at": 1,
                     *       "cur": [
                     *         "USD"
                     *       ],
                     *       "device": {
                     *         "ip": "64.124.253.1"
                     *       },
                     *       "id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22",
                     *       "imp": [
                     *         {
                     *           "banner": {
                     *             "h": 250,
                     *             "pos": 0,
                     *             "w": 300
                     *           },
                     *           "bidfloor": 0.03,
                     *           "id": "1"
                     *         }
                     *       ],
                     *       "site": {
                     *         "domain": "www.foobar.com",
                     *         "id": "102855"
                     *       }
                     *     }
                     */
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description A bid, as an OpenRTB 2.6 BidResponse */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description No bid */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bid/{exchange_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bid For
         * @description Bid for one exchange, which proves itself with ``Authorization: Bearer <secret>``.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    authorization?: string;
                    /** @description An API token that may read analytics of a tenant the exchange reaches: have the request traced */
                    "X-Campaign-Express-Trace"?: string;
                };
                path: {
                    exchange_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "at": 1,
                     *       "cur": [
                     *         "USD"
                     *       ],
                     *       "device": {
                     *         "ip": "64.124.253.1"
                     *       },
                     *       "id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22",
                     *       "imp": [
                     *         {
                     *           "banner": {
                     *             "h": 250,
                     *             "pos": 0,
                     *             "w": 300
                     *           },
                     *           "bidfloor": 0.03,
                     *           "id": "1"
                     *         }
                     *       ],
                     *       "site": {
                     *         "domain": "www.foobar.com",
                     *         "id": "102855"
                     *       }
                     *     }
                     */
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description A bid, as an OpenRTB 2.6 BidResponse */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description No bid */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate
         * @description Plan one message on the first channel that can reach the person, and say how that was found. 404 without a plan.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ActivateBody"];
                };
            };
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ActivatedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/email/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Email Analytics
         * @description Every source of e-mail, its steps together.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FiguresView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/email/analytics/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Email Analytics
         * @description One source of e-mail, such as ``journey:jrn_...``; zeros where nothing was sent yet.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    source: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FiguresView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ingest Events
         * @description Tell us what people did: one event or a batch, as CloudEvents 1.0, as tracking calls, or in our own shape.
         *
         *     The answer comes once everything accepted is stored. Items that do not fit are named by their place, and keep no other
         *     out; only when none fits is the call refused. Send the same `event_id` again as often as you like: it counts once.
         */
        post: {
            parameters: {
                query?: {
                    /** @description Of items that do not say theirs */
                    source?: components["schemas"]["Source"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            /** @description An event, or up to 500 of them */
            requestBody: {
                content: {
                    "application/cloudevents-batch+json": unknown[];
                    /**
                     * @example {
                     *       "data": {
                     *         "amount_cents": 1250
                     *       },
                     *       "id": "1001",
                     *       "source": "/shops/3",
                     *       "specversion": "1.0",
                     *       "subject": "c-7",
                     *       "type": "com.example.purchase"
                     *     }
                     */
                    "application/cloudevents+json": Record<string, never>;
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IngestView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Collect
         * @description Take in events of the tag: `{"write_key", "consent", "events": [{"event", "event_id", "at", "person", "properties"}]}`.
         *
         *     The body is JSON whatever its content type says, so that a browser need not ask first. 204 says that everything is
         *     stored, or, with `X-Campaign-Express-Dropped`, that the visitor would not have it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    Origin?: string;
                    /** @description 1: the visitor refuses, and opts out of sale and sharing */
                    "Sec-GPC"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        /**
         * May Collect
         * @description Let browsers ask; whose key it is, the events themselves say.
         */
        options: {
            parameters: {
                query?: never;
                header?: {
                    Origin?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/do-not-sell": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask To Opt Out
         * @description A page that asks for an address or a number; opening it changes nothing. Websites link to it from every page.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The website's write key */
                    key?: string;
                };
                header?: {
                    "Accept-Language"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
            };
        };
        put?: never;
        /**
         * Opt Visitor Out
         * @description Opt out whoever has this `email`, `phone` or `anonymous_id`: by the page's form, or by the tag. A 2xx means that it is stored.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Accept-Language"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Accounts */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__dsp__accounts__AccountView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Account
         * @description Connect an account. Its credentials are sealed and never shown again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewDspAccount"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__dsp__accounts__AccountView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/accounts/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Account
         * @description Change an account; what is left out stays, credentials are replaced as a whole.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DspAccountChange"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__dsp__accounts__AccountView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/dsp/accounts/{account_id}/campaigns/{campaign_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Campaign There
         * @description What an account has of a campaign, what it has spent, and what came of the last look.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CampaignThereView"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Share Campaign
         * @description Give an account a live campaign and a share of its budget, and keep it up to date there until it is over.
         *
         *     The share is taken out of what our own bidders may spend, at once. Send it again to change it.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                    campaign_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StartedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/accounts/{account_id}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Performance
         * @description What the platform has reported so far.
         */
        get: {
            parameters: {
                query: {
                    /** @description a UTC day, 2026-11-21 */
                    from_day: string;
                    /** @description a UTC day, 2026-11-21 */
                    to_day: string;
                };
                header?: never;
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PerformanceView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Pull Performance
         * @description Ask the platform what our campaigns did there on these days.
         */
        post: {
            parameters: {
                query: {
                    /** @description a UTC day, 2026-11-21 */
                    from_day: string;
                    /** @description a UTC day, 2026-11-21 */
                    to_day: string;
                };
                header?: never;
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StartedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/accounts/{account_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Connection
         * @description Whether the platform accepts the account's credentials; nothing is changed there.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConnectionView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/audiences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Audiences */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__dsp__audiences__AudienceView"][];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create Audience
         * @description Let an account have a segment as an audience; it is sent at once, and its changes every so often.
         *
         *     While Temporal is away the audience is on record and says so; sync it when that is back.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewAudience"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["api__routes__dsp__audiences__AudienceView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/audiences/{audience_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Audience
         * @description Send no more changes. The platform keeps the audience as it stands.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    audience_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/audiences/{audience_id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sync Audience
         * @description Send what changed now, instead of waiting for the next time.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    audience_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StartedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/bid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Route Bid
         * @description Pass an OpenRTB bid request on to every enabled account's bidder at once, and gather what they answer in time.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": unknown;
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RoutedView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/platforms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Platforms
         * @description Every platform there is a connector for, what it needs, and which document each ability follows.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlatformView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statistics
         * @description Requests, bids, latencies and errors per account, and what each has won.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StatisticsView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dsp/win": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report Win
         * @description Count a win and tell the platform. Reported again it is not counted again, and told only if it was not yet.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReportedWin"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WinView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{exchange_id}/creatives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List For Exchange
         * @description What was said, or is asked, of creatives that the exchange may see.
         */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    /** @description Rows a page holds at most */
                    limit?: number;
                    state?: components["schemas"]["ClearanceState"] | null;
                };
                header?: {
                    /** @description Bearer and the exchange's secret */
                    Authorization?: string;
                };
                path: {
                    exchange_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClearancePage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{exchange_id}/creatives/{creative_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Clear
         * @description The exchange's own word on a creative (``crid`` of our bids), with its bidding credential.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Bearer and the exchange's secret */
                    Authorization?: string;
                };
                path: {
                    creative_id: string;
                    exchange_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewClearance"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChangedClearanceView"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feeds/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Feed
         * @description What is to be shown to the token's person on this occasion, in the order in which to show it.
         */
        get: {
            parameters: {
                query: {
                    app_version?: string;
                    event?: string;
                    platform?: "" | "ios" | "android" | "web" | "kiosk";
                    screen?: string;
                    slot?: string;
                    store?: string;
                    token: string;
                };
                header?: never;
                path: {
                    channel: "in_app" | "content_card" | "in_store" | "web";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeedView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feeds/items/{message_id}/{seen}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note Seen
         * @description Tell what the person did with an item: it was shown, clicked or dismissed.
         */
        post: {
            parameters: {
                query: {
                    token: string;
                };
                header?: never;
                path: {
                    message_id: string;
                    seen: components["schemas"]["Seen"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media/{tenant_id}/{asset_id}/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Media
         * @description The file of a version that a creative or a campaign uses. Everything else looks as if it were not there.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "If-None-Match"?: string | null;
                };
                path: {
                    asset_id: string;
                    tenant_id: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pixel.gif": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Conversion Pixel
         * @description A one-pixel image that records a conversion. It is an image whatever happens; a header says why nothing was recorded.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Of the tag */
                    a?: string;
                    /** @description Of the value, like USD */
                    c?: string;
                    /** @description granted, if the visitor agreed */
                    consent?: string;
                    e?: string;
                    /** @description Counts once, however often it loads */
                    id?: string;
                    /** @description The website's write key */
                    key?: string;
                    /** @description What it was worth, like 12.50 */
                    v?: string;
                };
                header?: {
                    Referer?: string;
                    /** @description 1: the visitor refuses, and opts out of sale and sharing */
                    "Sec-GPC"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tag.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Website Tag
         * @description The script that websites include; it says at its head how.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "If-None-Match"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{vendor}/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Vendor Call
         * @description Take what a vendor says of messages. A 2xx means that it is stored; any other that it should be said again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
                    vendor: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Action
         * @description The ten things one can do to it.
         * @enum {string}
         */
        "Action-Output": "submit" | "approve" | "reject" | "request_changes" | "schedule" | "go_live" | "pause" | "resume" | "complete" | "archive";
        /**
         * ActionAnswer
         * @description Where the campaign stands once the action has happened.
         */
        ActionAnswer: {
            /**
             * Allowed
             * @description What may be done next.
             */
            allowed: components["schemas"]["Action-Output"][];
            /** Campaign Id */
            campaign_id: string;
            /** Ends At */
            ends_at: string | null;
            /**
             * Note
             * @description Why it stands there.
             */
            note: string;
            /**
             * Review
             * @description How far the review is after this decision: ``1 of 2 director approvals``.
             */
            review: string;
            /** Review Revision */
            review_revision: number | null;
            /**
             * Review Round
             * @description The round of review going on, if any, and of which revision.
             */
            review_round: number | null;
            /** Running Revision */
            running_revision: number | null;
            /**
             * Sequence
             * @description Number of the last transition on record.
             */
            sequence: number;
            stage: components["schemas"]["domain__campaigns__values__Stage"];
            /** Starts At */
            starts_at: string | null;
            /**
             * Trouble
             * @description What failed that must happen by itself; it is tried again. Empty when nothing did.
             */
            trouble: string;
        };
        /**
         * ActivateBody
         * @description Somebody to be activated now. Repeated with the same ``cause_id`` it activates nobody twice with the same ``kind``.
         */
        ActivateBody: {
            /**
             * Cause Id
             * @default
             */
            cause_id?: string;
            /**
             * Event
             * @description What led to it, as the message reads it.
             */
            event?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            kind: components["schemas"]["ActivationKind"];
            /** Person Id */
            person_id: string;
        };
        /** ActivatedView */
        ActivatedView: {
            /** Activation Id */
            activation_id: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Cause Id */
            cause_id: string;
            /**
             * Channel
             * @description Empty where nothing could reach them.
             */
            channel: string;
            /** Kind */
            kind: string;
            /**
             * Message Key
             * @description Of its message, for the ledger; empty likewise.
             */
            message_key: string;
            /** Person Id */
            person_id: string;
            /**
             * Tried
             * @description The steps that were tried, in order; the last one was taken, if one was.
             */
            tried: components["schemas"]["TriedView"][];
        };
        /**
         * ActivationKind
         * @description What an event with high intent asks for at once.
         * @enum {string}
         */
        ActivationKind: "retargeting" | "upsell" | "in_store_offer" | "session_offer";
        /**
         * ActivationPlan
         * @description What a tenant says on one occasion: a template for each channel it may be said on. Channels without one are passed over.
         */
        ActivationPlan: {
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Live Minutes
             * @default 60
             */
            live_minutes?: number;
            /** Templates */
            templates: {
                [key: string]: string;
            };
        };
        /** AddedView */
        AddedView: {
            /** Identities */
            identities: string[];
        };
        /** AdmissionsView */
        AdmissionsView: {
            /** Admissions */
            admissions: components["schemas"]["AdmissionView"][];
            /** Entered */
            entered: number;
        };
        /** AdmissionView */
        AdmissionView: {
            /** Person Id */
            person_id: string;
            /**
             * Reason
             * @description Why not.
             */
            reason: string;
            /**
             * Run Id
             * @description Empty for who did not come in.
             */
            run_id: string;
        };
        /**
         * Aggregate
         * @description How a computed property is worked out of the events it looks at.
         * @enum {string}
         */
        Aggregate: "count" | "sum" | "average" | "minimum" | "maximum" | "first" | "last" | "most_frequent" | "days_since_last";
        /**
         * AlertKind
         * @enum {string}
         */
        AlertKind: "nearing_limit" | "budget_exhausted" | "over_daily_budget" | "pacing_behind" | "pacing_ahead";
        /** AlertView */
        AlertView: {
            /** Currency */
            currency: string;
            kind: components["schemas"]["AlertKind"];
            /**
             * Measure
             * @description What the spend was held against: the budget, the day's, or the plan by then.
             */
            measure: string;
            /**
             * Occasion
             * @description What it is raised once for: a budget in nanos, or a day of the campaign's.
             */
            occasion: string;
            /**
             * Raised At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            raised_at: string;
            /** Spent */
            spent: string;
            /**
             * Told Ids
             * @description The users it was told, by their ids, for as long as their notifications are kept.
             */
            told_ids: string[];
        };
        /** Alive */
        Alive: {
            /**
             * Status
             * @default alive
             * @constant
             */
            status?: "alive";
        };
        /** All */
        All: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "all";
            /** Of */
            of: (components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"] | components["schemas"]["Attribute"] | components["schemas"]["Computed"] | components["schemas"]["Did"] | components["schemas"]["InOrder"] | components["schemas"]["InSegment"])[];
        };
        /** AnswerView */
        AnswerView: {
            /** Account Id */
            account_id: string;
            /**
             * Answered
             * @description bid, no_bid, timeout, error, busy or breaker_open.
             */
            answered: string;
            /** Bids */
            bids: components["schemas"]["RoutedBidView"][];
            /** Latency Ms */
            latency_ms: number;
            /** Platform */
            platform: string;
            /** Reason */
            reason: string;
        };
        /** AnyOf */
        AnyOf: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "any";
            /** Of */
            of: (components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"] | components["schemas"]["Attribute"] | components["schemas"]["Computed"] | components["schemas"]["Did"] | components["schemas"]["InOrder"] | components["schemas"]["InSegment"])[];
        };
        /** FindingView */
        api__content_views__FindingView: {
            /** Excerpt */
            excerpt: string;
            /** Field */
            field: string;
            /** Line */
            line: number;
            /** Locale */
            locale: string;
            /** Message */
            message: string;
            /** Remedy */
            remedy: string;
            /** Rule */
            rule: string;
            severity: components["schemas"]["domain__content__values__Severity"];
        };
        /** ActionBody */
        api__routes__assets__ActionBody: {
            /**
             * Note
             * @default
             */
            note?: string;
        };
        /** VersionView */
        api__routes__assets__VersionView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            file: components["schemas"]["FileView"];
            /** Note */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * EntryView
         * @description One row that one transaction made, changed or deleted.
         */
        api__routes__audit__EntryView: {
            /**
             * Action
             * @description What was acted on, then ``create``, ``change`` or ``delete``.
             */
            action: string;
            /**
             * Actor Id
             * @description Who did it; ``system`` or ``system:...`` where it happened by itself.
             */
            actor_id: string;
            /**
             * Actor Tenant Id
             * @description Whose person that is: the platform's people may act in other tenants.
             */
            actor_tenant_id: string;
            /** After */
            after: {
                [key: string]: unknown;
            } | null;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /**
             * Before
             * @description The columns that changed as they were; null where the row was made. Secrets are ``(hidden)``, erased people ``(erased)``.
             */
            before: {
                [key: string]: unknown;
            } | null;
            /** Chain */
            chain: string;
            /**
             * Credential Id
             * @description The token they came with.
             */
            credential_id: string;
            /** Hash */
            hash: string;
            /** Id */
            id: string;
            /**
             * Person Id
             * @description Whose personal fields it has.
             */
            person_id: string;
            /** Previous Hash */
            previous_hash: string;
            /**
             * Request Id
             * @description The ``X-Request-ID`` of the call; empty where it was not in one.
             */
            request_id: string;
            /** Sequence */
            sequence: number;
            /** Subject Id */
            subject_id: string;
        };
        /** SourceView */
        api__routes__behaviour__SourceView: {
            /** Enabled */
            enabled: boolean;
            source: components["schemas"]["Source"];
        };
        /** Publication */
        api__routes__brand__Publication: {
            /**
             * Comment
             * @default
             */
            comment?: string;
        };
        /**
         * ItemView
         * @description What became of one campaign, or would.
         */
        api__routes__bulk__ItemView: {
            /** Campaign Id */
            campaign_id: string;
            /**
             * Message
             * @description Why not, and what to do.
             * @default
             */
            message?: string;
            /**
             * Name
             * @description None where there is no such campaign.
             */
            name: string | null;
            /** Ok */
            ok: boolean;
            /** Remedy */
            remedy?: string | null;
            /** @description Where it stands afterwards; in a preview, now. */
            stage: components["schemas"]["domain__campaigns__values__Stage"] | null;
        };
        /**
         * EntryView
         * @description A campaign, a broadcast or a journey; an open start or end is null.
         */
        api__routes__calendar__EntryView: {
            /** Channels */
            channels: components["schemas"]["Channel"][];
            /** Ends At */
            ends_at: string | null;
            /** Id */
            id: string;
            kind: components["schemas"]["EntryKind"];
            /** Name */
            name: string;
            /**
             * Runs From
             * @description From when on it runs: since it went live or was first published; before that by its date, and without one now at the earliest.
             */
            runs_from: string | null;
            /**
             * Runs To
             * @description Until when: by its date, or since it was completed.
             */
            runs_to: string | null;
            /** Stage */
            stage: string;
            /** Starts At */
            starts_at: string | null;
            /**
             * Time Zone
             * @description Whose clock a campaign's dates are said by; broadcasts and journeys have none of their own.
             */
            time_zone: string | null;
        };
        /** ItemView */
        api__routes__catalogues__ItemView: {
            /** Fields */
            fields: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Id */
            id: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** SourceView */
        api__routes__catalogues__SourceView: {
            /** Description */
            description: string;
            /**
             * Headers
             * @description Their names; what they say is shown to nobody.
             */
            headers: string[];
            /** Host */
            host: string;
            /** Path Prefix */
            path_prefix: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /**
         * ItemView
         * @description What became of one item; ``index`` is its place in the body.
         */
        api__routes__channels_ingest__ItemView: {
            /**
             * Event Id
             * @default
             */
            event_id?: string;
            /**
             * Field
             * @default
             */
            field?: string;
            /** Index */
            index: number;
            /**
             * Message
             * @default
             */
            message?: string;
            /**
             * Remedy
             * @default
             */
            remedy?: string;
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "refused";
        };
        /**
         * ImportView
         * @description Every row was taken, or is named in the error file.
         */
        api__routes__contact_files__ImportView: {
            /**
             * Changed
             * @description People who were known and are another now; whom the file says nothing new of is not among them.
             */
            changed: number | null;
            /**
             * Consents
             * @description Answers of people that the file has.
             */
            consents: number;
            /**
             * Consents Without Proof
             * @description Of these, those with nothing to show for them but the file: not who said so where, nor to what they agreed.
             */
            consents_without_proof: number;
            /** File Name */
            file_name: string;
            /**
             * First Errors
             * @description Of one import: the first twenty.
             */
            first_errors?: components["schemas"]["RowErrorView"][];
            /**
             * Handled
             * @description Of these, those that were looked at so far. What became of them is counted at the end.
             */
            handled: number;
            /** Has Errors */
            has_errors: boolean;
            /**
             * Id
             * @description Empty for a rehearsal.
             */
            id: string;
            /**
             * Imported At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            imported_at: string;
            /** Imported By */
            imported_by: string;
            /**
             * Made
             * @description People who were new; null where it was not counted, as of a rehearsal.
             */
            made: number | null;
            /** Mapping */
            mapping: string;
            /**
             * Reasons
             * @description Of one import: what was wrong and with how many rows, the twenty most frequent.
             */
            reasons?: components["schemas"]["RowReasonView"][];
            /** Refused */
            refused: number;
            /**
             * Repeated
             * @description Of a rehearsal: rows about somebody whom an earlier row of the file is about.
             */
            repeated?: number | null;
            /**
             * Repeats
             * @description The import that took in the very same file first.
             * @default
             */
            repeats?: string;
            /** Rows */
            rows: number;
            state: components["schemas"]["ImportState"];
            /** Taken */
            taken: number;
        };
        /** DeviceBody */
        api__routes__contacts__DeviceBody: {
            /**
             * App
             * @default
             */
            app?: string;
            platform: components["schemas"]["DevicePlatform"];
            /**
             * Token
             * @description What the push service gave the installation; for a browser, its subscription as JSON.
             */
            token: string;
        };
        /** CheckBody */
        api__routes__content__CheckBody: {
            /** @default marketing */
            purpose?: components["schemas"]["Purpose"];
        };
        /** Publication */
        api__routes__content__Publication: {
            /**
             * Comment
             * @default
             */
            comment?: string;
            /** Draft Revision */
            draft_revision?: number | null;
        };
        /** TemplateView */
        api__routes__content__TemplateView: {
            /** Channel */
            channel: string;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Draft By
             * @description Whoever wrote the draft last; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /** Has Draft */
            has_draft: boolean;
            /** Id */
            id: string;
            /** Is Archived */
            is_archived: boolean;
            /**
             * Live Version
             * @description 0 before the first.
             */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** VersionView */
        api__routes__content__VersionView: {
            /** Comment */
            comment: string;
            /**
             * Published At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            published_at: string;
            /** Published By */
            published_by: string;
            /** Version */
            version: number;
        };
        /**
         * CheckBody
         * @description A creative, or some assets that are to become one.
         */
        api__routes__creative_exports__CheckBody: {
            /** Asset Ids */
            asset_ids?: string[];
            /** Creative Id */
            creative_id?: string | null;
            /**
             * Placements
             * @description Left out, all that it might fit.
             */
            placements?: string[];
            /**
             * @description Goes with ``asset_ids``.
             * @default {
             *       "body": "",
             *       "cta": "",
             *       "sponsored": "",
             *       "title": ""
             *     }
             */
            texts?: components["schemas"]["TextsBody"];
        };
        /** CheckView */
        api__routes__creative_exports__CheckView: {
            /**
             * Can Leave
             * @description Whether a package of it may be made, for those placements that do not fail.
             */
            can_leave: boolean;
            /**
             * Kept Here By
             * @description Rights, approvals and stages that keep it here.
             */
            kept_here_by: components["schemas"]["ObstacleView"][];
            /** Placements */
            placements: components["schemas"]["api__routes__creative_exports__VerdictView"][];
        };
        /** FindingView */
        api__routes__creative_exports__FindingView: {
            fault: components["schemas"]["Fault"];
            /** Message */
            message: string;
            /** Remedy */
            remedy: string;
            /** Where */
            where: string;
        };
        /** VerdictView */
        api__routes__creative_exports__VerdictView: {
            /**
             * File
             * @description The sha256 of the file that would be shown there.
             */
            file: string | null;
            /** Findings */
            findings: components["schemas"]["api__routes__creative_exports__FindingView"][];
            /** Name */
            name: string;
            /** @description ``unknown`` where nothing is wrong that could be seen, and not everything could. */
            outcome: components["schemas"]["domain__placements__values__Outcome"];
            /** Placement */
            placement: string;
            /** Source */
            source: string;
            /**
             * Version
             * @description Of the contract.
             */
            version: number;
        };
        /** FindingView */
        api__routes__data_requests__FindingView: {
            /** Found */
            found: number;
            /** Kept Because */
            kept_because: string;
            /** Kind */
            kind: string;
            /** Left */
            left: number | null;
            /** Place */
            place: string;
            /**
             * Removed
             * @description None before the second look.
             */
            removed: number | null;
        };
        /** CheckBody */
        api__routes__delivery__CheckBody: {
            /** Identities */
            identities: components["schemas"]["IdentityBody"][];
        };
        /** AccountView */
        api__routes__dsp__accounts__AccountView: {
            /** Bid Url */
            bid_url: string | null;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Max Concurrent */
            max_concurrent: number;
            /** Name */
            name: string;
            /** Parameters */
            parameters: {
                [key: string]: string;
            };
            /** Platform */
            platform: string;
            /** Revision */
            revision: number;
            /** Timeout Ms */
            timeout_ms: number;
        };
        /** AudienceView */
        api__routes__dsp__audiences__AudienceView: {
            /** Account Id */
            account_id: string;
            /**
             * Every Minutes
             * @description 0: only when somebody syncs it. Until then whoever opts out of sale and sharing stays at the platform.
             */
            every_minutes: number;
            /**
             * Expected Matches
             * @description Our estimate of how many it recognises.
             */
            expected_matches: number;
            /** Failure */
            failure: string;
            /** Id */
            id: string;
            /**
             * Match Rate
             * @description Of the people sent: by its own count, else by our estimate.
             */
            match_rate: number | null;
            /**
             * Matched
             * @description What it says itself; null where it says nothing.
             */
            matched: number | null;
            /**
             * Members
             * @description People the platform was told of.
             */
            members: number;
            /** Name */
            name: string;
            /** Platform Audience Id */
            platform_audience_id: string;
            /** Segment */
            segment: number;
            /** State */
            state: string;
            /**
             * Unreachable
             * @description Members of the segment with no key the platform takes.
             */
            unreachable: number;
        };
        /** ItemView */
        api__routes__feeds__ItemView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Body */
            body: string;
            /** Channel */
            channel: string;
            /** Data */
            data: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Html
             * @description As the template made it: show it where scripts do not run.
             */
            html: string;
            /** Media Urls */
            media_urls: string[];
            /** Message Id */
            message_id: string;
            /** Pinned */
            pinned: boolean;
            /** Times Shown */
            times_shown: number;
            /** Title */
            title: string;
            /**
             * Until
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            until: string;
        };
        /** TokenView */
        api__routes__feeds__TokenView: {
            /** Token */
            token: string;
            /**
             * Until
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            until: string;
        };
        /**
         * ComparisonView
         * @description Two revisions side by side. ``before_revision`` is null while nothing was ever approved: everything is new then.
         */
        api__routes__gate__ComparisonView: {
            /** After Revision */
            after_revision: number;
            /** Before Revision */
            before_revision: number | null;
            /** Campaign Id */
            campaign_id: string;
            /** Differences */
            differences: components["schemas"]["api__routes__gate__DifferenceView"][];
            /**
             * Revision Hash
             * @description Of the later one: what a decision on it names.
             */
            revision_hash: string;
            /** Sections */
            sections: components["schemas"]["SectionView"][];
        };
        /**
         * DifferenceView
         * @description One thing that is said otherwise; null where one of the two says nothing.
         */
        api__routes__gate__DifferenceView: {
            /** After */
            after: unknown;
            /** Before */
            before: unknown;
            /** Field */
            field: string;
            section: components["schemas"]["Section"];
        };
        /**
         * FindingView
         * @description What keeps a campaign from going live (``blocker``), or is worth knowing (``warning``).
         */
        api__routes__gate__FindingView: {
            /** Code */
            code: string;
            /**
             * Name
             * @description What an override calls it.
             */
            name: string;
            /**
             * Override Id
             * @description The grant that lets it through.
             */
            override_id: string | null;
            /** Remedy */
            remedy: string;
            section: components["schemas"]["Section"] | null;
            severity: components["schemas"]["domain__golive__values__Severity"];
            /** What */
            what: string;
            /** Where */
            where: string;
        };
        /**
         * ComparisonView
         * @description Live model and shadow over the same impressions that were shown. Log-losses are nats; lower is better.
         */
        api__routes__inference__ComparisonView: {
            /** Agreement */
            agreement: number;
            /** Click Rate */
            click_rate: number;
            /** Clicks */
            clicks: number;
            /** Impressions */
            impressions: number;
            /** Live */
            live: string;
            /** Live Click */
            live_click: number;
            /** Live Log Loss */
            live_log_loss: number;
            /** Shadow */
            shadow: string;
            /** Shadow Click */
            shadow_click: number;
            /** Shadow Log Loss */
            shadow_log_loss: number;
        };
        /** ModelView */
        api__routes__inference__ModelView: {
            /** Layout Version */
            layout_version: string;
            /** Metrics */
            metrics: {
                [key: string]: number;
            };
            /** Notes */
            notes: string;
            /**
             * Published At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            published_at: string;
            /** Published By */
            published_by: string;
            /**
             * Role
             * @description `live`, `shadow` or empty.
             */
            role: string;
            /** Sha256 */
            sha256: string;
            /** Size Bytes */
            size_bytes: number;
            /**
             * Trained At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            trained_at: string;
            /** Version */
            version: string;
        };
        /** ProviderView */
        api__routes__inference__ProviderView: {
            /** Available */
            available: boolean;
            /**
             * Max Batch
             * @description Impressions that go into one call.
             */
            max_batch: number;
            /** Provider */
            provider: string;
            /**
             * Reason
             * @description Why it is not available.
             */
            reason: string;
            /** Remedy */
            remedy: string;
            /** Runtime */
            runtime: string;
            /** Supports Batching */
            supports_batching: boolean;
            /** Target */
            target: string;
        };
        /**
         * ActionBody
         * @description What comes with an action; all of it may be left out. Everything but the comment belongs to publishing.
         */
        api__routes__journeys__ActionBody: {
            /**
             * Comment
             * @default
             */
            comment?: string;
            /**
             * Draft Revision
             * @description The draft you have read; refused when it is another by now.
             */
            draft_revision?: number | null;
            /** Mapping */
            mapping?: {
                [key: string]: string | null;
            };
            /** @description Of the first publication; left out, it is chosen from the estimated audience. */
            mode?: components["schemas"]["Mode"] | null;
            /** @default finish */
            people_inside?: components["schemas"]["PeopleInside"];
        };
        /** DifferenceView */
        api__routes__journeys__DifferenceView: {
            /** After */
            after: number;
            /** Before */
            before: number;
            /** Steps */
            steps: {
                [key: string]: components["schemas"]["StepChange"];
            };
        };
        /** EstimateView */
        api__routes__journeys__EstimateView: {
            /** @description How they would be carried, unless you say otherwise. */
            mode: components["schemas"]["Mode"];
            /**
             * People
             * @description Who may come in at most, as far as we can tell.
             */
            people: number;
        };
        /**
         * Mapping
         * @description Step of an earlier version to the step of the next one; null lets them leave. Steps left out keep their name.
         */
        api__routes__journeys__Mapping: {
            /** Mapping */
            mapping?: {
                [key: string]: string | null;
            };
        };
        /** TransitionView */
        api__routes__journeys__TransitionView: {
            /** Action */
            action: string;
            /** Actor Id */
            actor_id: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Comment */
            comment: string;
            /** From Stage */
            from_stage: string;
            /** Sequence */
            sequence: number;
            /** To Stage */
            to_stage: string;
            /** Version */
            version: number;
        };
        /** VersionView */
        api__routes__journeys__VersionView: {
            /** Definition */
            definition: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Published At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            published_at: string;
            /** Published By */
            published_by: string;
            /** Version */
            version: number;
        };
        /** AudienceView */
        api__routes__launches__AudienceView: {
            caps: components["schemas"]["Caps"] | null;
            targeting: components["schemas"]["Audience"] | null;
        };
        /** StepView */
        api__routes__launches__StepView: {
            /**
             * Missing
             * @description Fields of this resource.
             */
            missing: string[];
            state: components["schemas"]["StepState"];
            step: components["schemas"]["Step"];
            /** Text */
            text: string;
        };
        /**
         * EntryView
         * @description One bill and what was made of it.
         */
        api__routes__ledger__EntryView: {
            /** Bid Id */
            bid_id: string;
            /** Corrections */
            corrections: components["schemas"]["CorrectionView"][];
            /**
             * Counts
             * @description What it is of the spend now.
             */
            counts: string;
            /** Creative Id */
            creative_id: string;
            /** Currency */
            currency: string;
            /** Exchange Id */
            exchange_id: string;
            /**
             * Price
             * @description As it was billed.
             */
            price: string;
            /**
             * Received At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            received_at: string;
            /** Sequence */
            sequence: number;
            verdict: components["schemas"]["domain__budgets__values__Verdict"];
        };
        /**
         * CountsView
         * @description entered = sent + refused by reason + failed + unknown + in_progress.
         */
        api__routes__messages__CountsView: {
            /** Entered */
            entered: number;
            /** Failed */
            failed: number;
            /** In Progress */
            in_progress: number;
            /**
             * Is Balanced
             * @description Whether the ledger's rows, counted one by one, say the same; null unless it was asked for.
             */
            is_balanced: boolean | null;
            /** Refused */
            refused: {
                [key: string]: number;
            };
            /** Sent */
            sent: number;
            /** Source */
            source: string;
            /** Unknown */
            unknown: number;
        };
        /** MessageView */
        api__routes__messages__MessageView: {
            /** Attempts */
            attempts: number;
            channel: components["schemas"]["Channel"];
            /** Clicked At */
            clicked_at: string | null;
            /** Cost */
            cost: string;
            /** Currency */
            currency: string;
            /** Delivered At */
            delivered_at: string | null;
            /** Due At */
            due_at: string | null;
            /** In Words */
            in_words: string;
            /** Key */
            key: string;
            /** Message Id */
            message_id: string;
            /** Opened At */
            opened_at: string | null;
            /** Person Id */
            person_id: string;
            /**
             * Planned At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            planned_at: string;
            /** Provider */
            provider: string;
            /** Provider Message Id */
            provider_message_id: string;
            /**
             * Reason
             * @description The gate or cause that refused it, or what it waits for.
             */
            reason: string;
            /** Segments */
            segments: number;
            /** Settled At */
            settled_at: string | null;
            /** Source */
            source: string;
            status: components["schemas"]["MessageStatus"];
            /** Step */
            step: string;
            /** Template Id */
            template_id: string;
            /** Template Version */
            template_version: number;
        };
        /** VerdictView */
        api__routes__messages__VerdictView: {
            gate: components["schemas"]["Gate"];
            /**
             * Inputs
             * @description What the gate looked at.
             */
            inputs: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Reason */
            reason: string;
            ruling: components["schemas"]["Ruling"];
            /**
             * Until
             * @description Of a message that was told to wait: when it is looked at again.
             */
            until: string | null;
        };
        /** TokenView */
        api__routes__platform_tokens__TokenView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Demo */
            demo: boolean;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: string;
            /**
             * Last Used At
             * @description To the minute.
             */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Requests Per Minute */
            requests_per_minute: number | null;
            /** Revoked */
            revoked: boolean;
            /**
             * Scopes
             * @description None narrow nothing: the key may do whatever its user may.
             */
            scopes: string[] | null;
            /** Tenant Id */
            tenant_id: string;
            /** User Id */
            user_id: string;
        };
        /**
         * ImportView
         * @description Every line either counts as imported or is named here.
         */
        api__routes__profiles__ImportView: {
            /** Imported */
            imported: number;
            /** Refused */
            refused: components["schemas"]["RefusedLineView"][];
        };
        /** DeviceBody */
        api__routes__rehearsals__DeviceBody: {
            /**
             * App
             * @default
             */
            app?: string;
            platform: components["schemas"]["DevicePlatform"];
            /** Token */
            token: string;
        };
        /** EstimateView */
        api__routes__rehearsals__EstimateView: {
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Value */
            value: number;
        };
        /** EstimateView */
        api__routes__segments__EstimateView: {
            /**
             * Looked At
             * @description All of them are counted where they are few; else the rest follows from these.
             */
            looked_at: number;
            /**
             * Margin
             * @description ``matched`` is right to within this many, 19 times of 20; 0 for a count.
             */
            margin: number;
            /** Matched */
            matched: number;
            /** People */
            people: number;
            /**
             * Reachable
             * @description Of those, by channel: who has an address and has not refused.
             */
            reachable: {
                [key: string]: number;
            };
        };
        /**
         * ModelView
         * @description How a lookalike or predictive segment was fitted.
         */
        api__routes__segments__ModelView: {
            /**
             * Auc
             * @description How well people it was not fitted on were put in order: 0.5 is chance. 0 where there is nothing to order.
             */
            auc: number;
            /** Examples */
            examples: number;
            /**
             * Fitted At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            fitted_at: string;
            /**
             * Positives
             * @description Members of the seed, or people who did it.
             */
            positives: number;
            /**
             * Refusal
             * @description Why there is no model; the segment is empty then.
             */
            refusal: string;
            /** Strongest */
            strongest: string[];
        };
        /** VersionView */
        api__routes__segments__VersionView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Definition */
            definition: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Version */
            version: number;
        };
        /** AccountView */
        api__routes__senders__AccountView: {
            /**
             * Callback Url
             * @description What the vendor is told to call, where it has such a thing; empty while this server has no public address.
             */
            callback_url: string;
            /** Channels */
            channels: string[];
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Is Default */
            is_default: boolean;
            /** Name */
            name: string;
            /** Parameters */
            parameters: {
                [key: string]: string;
            };
            /** Revision */
            revision: number;
            /** Tested */
            tested: string;
            /** Tested At */
            tested_at: string | null;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /** Vendor */
            vendor: string;
            /**
             * Works
             * @description What the last test came to; null before the first.
             */
            works: boolean | null;
        };
        /** CheckView */
        api__routes__senders__CheckView: {
            /**
             * Account
             * @description What the vendor calls it.
             */
            account: string;
            /**
             * Checked
             * @description What was tried; nothing was sent to anybody.
             */
            checked: string[];
            /** Reason */
            reason: string;
            /** Works */
            works: boolean;
        };
        /** ProviderView */
        api__routes__sso_providers__ProviderView: {
            /** Acs Url */
            acs_url: string | null;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            default_role: components["schemas"]["domain__identity__values__Role"] | null;
            /** Email Claim */
            email_claim: string;
            /** Email Domains */
            email_domains: string[];
            /** Enabled */
            enabled: boolean;
            /**
             * Entity Id
             * @description Who we are to a SAML provider; the address describes us to it.
             */
            entity_id: string | null;
            /** Groups Claim */
            groups_claim: string;
            /** Has Client Secret */
            has_client_secret: boolean;
            /** Id */
            id: string;
            joining: components["schemas"]["Joining"];
            /** Name */
            name: string;
            /** Name Claim */
            name_claim: string;
            /** Only Way In */
            only_way_in: boolean;
            /**
             * Openid
             * @description Without the client secret, which is sealed and never shown.
             */
            openid: {
                [key: string]: unknown;
            } | null;
            /** Protocol */
            protocol: string;
            /**
             * Redirect Uri
             * @description To be registered at an OpenID provider, exactly like this.
             */
            redirect_uri: string | null;
            /** Roles Of Groups */
            roles_of_groups: {
                [key: string]: components["schemas"]["domain__identity__values__Role"];
            };
            /** Saml */
            saml: {
                [key: string]: unknown;
            } | null;
            /** Session Hours */
            session_hours: number;
            /** Tenant Id */
            tenant_id: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /** Vouches For Addresses */
            vouches_for_addresses: boolean;
        };
        /** TemplateView */
        api__routes__templates__TemplateView: {
            /** @description Without dates. */
            content: components["schemas"]["ContentView"];
            /** Created By */
            created_by: string;
            /**
             * Creatives
             * @description By name.
             */
            creatives: string[];
            /** Description */
            description: string;
            /** Id */
            id: string;
            /**
             * Made From
             * @description The campaign it was saved of, and its revision.
             */
            made_from: string;
            /** Name */
            name: string;
            /** Revision */
            revision: number;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /**
         * CountsView
         * @description Where everybody went: entered = held out + left, by reason + in progress; and what became of each message.
         */
        api__routes__travellers__CountsView: {
            /** Entered */
            entered: number;
            /** Goals */
            goals: {
                [key: string]: number;
            };
            /** Held Out */
            held_out: number;
            /** Held Out Goals */
            held_out_goals: {
                [key: string]: number;
            };
            /** In Progress */
            in_progress: number;
            /** Left */
            left: {
                [key: string]: number;
            };
            messages: components["schemas"]["MessagesView"];
            /**
             * Refused
             * @description At the door, by reason.
             */
            refused: {
                [key: string]: number;
            };
            /** Steps */
            steps: components["schemas"]["api__routes__travellers__StepView"][];
        };
        /** StepView */
        api__routes__travellers__StepView: {
            /**
             * Passed
             * @description By what was found there.
             */
            passed: {
                [key: string]: number;
            };
            /** Standing */
            standing: number;
            /** Step */
            step: string;
        };
        /**
         * ActionBody
         * @description What comes with an action; all of it may be left out.
         */
        api__routes__workflows__ActionBody: {
            /**
             * Comment
             * @default
             */
            comment?: string;
            /** Ends At */
            ends_at?: string | null;
            /**
             * Remarks
             * @description With request_changes: what is to be changed, by section.
             */
            remarks?: components["schemas"]["RemarkBody"][];
            /**
             * Revision
             * @description The revision you submit, or the one you have read and decide on; refused when another is newest or under review.
             */
            revision?: number | null;
            /**
             * Revision Hash
             * @description The same, by what it says: as the review you have read shows it. A decision sends one of the two.
             */
            revision_hash?: string | null;
            /**
             * Starts At
             * @description With schedule: when it starts, inside the approved flight.
             */
            starts_at?: string | null;
        };
        /**
         * TransitionView
         * @description One action that happened. Actors named ``system:...`` are the calendar, the banker or the approval rules.
         */
        api__routes__workflows__TransitionView: {
            action: components["schemas"]["Action-Output"];
            /** Actor Id */
            actor_id: string;
            /** Actor Role */
            actor_role: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Comment */
            comment: string;
            from_stage: components["schemas"]["domain__campaigns__values__Stage"];
            /** Sequence */
            sequence: number;
            to_stage: components["schemas"]["domain__campaigns__values__Stage"];
        };
        /** MessageView */
        api__simulated_views__MessageView: {
            /** Address */
            address: string;
            /** Body */
            body: string;
            /** Channel */
            channel: string;
            /** Cost Nanos */
            cost_nanos: number;
            /** Currency */
            currency: string;
            /** Data */
            data: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Html */
            html: string;
            /** Key */
            key: string;
            /** Locale */
            locale: string;
            /** Media Urls */
            media_urls: string[];
            /**
             * Missing
             * @description What the template shows and nobody had a value for.
             */
            missing: string[];
            /** Note */
            note: string;
            /** Purpose */
            purpose: string;
            /** Reason */
            reason: string;
            /** Segments */
            segments: number;
            /** Sender */
            sender: {
                [key: string]: string;
            };
            /**
             * Status
             * @description ``sent``, ``refused`` or ``deferred``.
             */
            status: string;
            /** Subject */
            subject: string;
            /** Template Id */
            template_id: string;
            /**
             * Template Version
             * @description 0 where nothing was rendered.
             */
            template_version: number;
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Vendor */
            vendor: string;
            /**
             * Verdicts
             * @description Each gate's, up to the one that decided.
             */
            verdicts: components["schemas"]["api__simulated_views__VerdictView"][];
        };
        /** VerdictView */
        api__simulated_views__VerdictView: {
            /** Gate */
            gate: string;
            /** Inputs */
            inputs: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Reason */
            reason: string;
            /** Ruling */
            ruling: string;
            /** Until */
            until: string | null;
        };
        /**
         * ApprovalRuleBody
         * @description Whom to ask, and when. Every rule that applies is asked; of two for one role the larger number counts.
         */
        ApprovalRuleBody: {
            /**
             * Auto Approve Below
             * @description US dollars; a smaller budget asks for nobody by this rule.
             */
            auto_approve_below?: string | null;
            /**
             * Budget From
             * @description US dollars; it applies from there on.
             */
            budget_from?: string | null;
            /**
             * Categories
             * @description With ``channels``: it applies to campaigns on one of those channels or in one of these categories.
             * @default []
             */
            categories?: string[];
            /** Channels */
            channels?: components["schemas"]["Channel"][];
            /**
             * Creative Review
             * @description Ask besides for one person with the grant ``creative``, whenever creatives are to be read.
             * @default false
             */
            creative_review?: boolean;
            /**
             * Legal Review
             * @description Ask besides for one person with the grant ``legal``.
             * @default false
             */
            legal_review?: boolean;
            /**
             * Min Approvals
             * @default 1
             */
            min_approvals?: number;
            /** Name */
            name: string;
            required_role: components["schemas"]["ApproverRole"];
        };
        /** ApprovalRulesBody */
        ApprovalRulesBody: {
            /**
             * Rules
             * @description All of them; none puts back the ones we ship.
             */
            rules: components["schemas"]["ApprovalRuleBody"][];
        };
        /** ApprovalRulesView */
        ApprovalRulesView: {
            /** Rules */
            rules: components["schemas"]["ApprovalRuleView"][];
        };
        /** ApprovalRuleView */
        ApprovalRuleView: {
            /** Auto Approve Below */
            auto_approve_below: string | null;
            /** Budget From */
            budget_from: string | null;
            /** Categories */
            categories: string[];
            /** Channels */
            channels: components["schemas"]["Channel"][];
            /** Creative Review */
            creative_review: boolean;
            /** Legal Review */
            legal_review: boolean;
            /** Min Approvals */
            min_approvals: number;
            /** Name */
            name: string;
            required_role: components["schemas"]["ApproverRole"];
        };
        /**
         * ApproverGrant
         * @description Granted on top of a role: whose decision an approval rule may ask for besides a manager's.
         * @enum {string}
         */
        ApproverGrant: "director" | "compliance" | "creative" | "legal";
        /**
         * ApproverRole
         * @description The roles a rule may ask for; all but the first are granted to a person on top of their role.
         * @enum {string}
         */
        ApproverRole: "manager" | "director" | "compliance" | "creative" | "legal";
        /** ArchivedView */
        ArchivedView: {
            /** Channel */
            channel: string;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Draft By
             * @description Whoever wrote the draft last; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /** Has Draft */
            has_draft: boolean;
            /** Id */
            id: string;
            /** Is Archived */
            is_archived: boolean;
            /**
             * Live Version
             * @description 0 before the first.
             */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Used By
             * @description What goes on sending it until it is changed: journeys and broadcasts that are not over, and plans of activations.
             */
            used_by: components["schemas"]["TemplateUse"][];
        };
        /**
         * Arm
         * @description What was done to a bid of a first-price auction.
         * @enum {string}
         */
        Arm: "shaded" | "holdout" | "explored";
        /**
         * Around
         * @description A circle on the map: degrees (WGS 84) and metres.
         */
        Around: {
            /** Latitude */
            latitude: number;
            /** Longitude */
            longitude: number;
            /** Metres */
            metres: number;
        };
        /**
         * AssetAction
         * @description What can be done to where it stands.
         * @enum {string}
         */
        AssetAction: "approve" | "reject" | "request_review" | "archive" | "restore";
        /** AssetPage */
        AssetPage: {
            /** Items */
            items: components["schemas"]["AssetView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * AssetStatus
         * @description Where an asset stands.
         * @enum {string}
         */
        AssetStatus: "pending_review" | "active" | "rejected" | "archived";
        /**
         * AssetType
         * @description The ten kinds of thing the library keeps.
         * @enum {string}
         */
        AssetType: "image" | "video" | "logo" | "font" | "color_palette" | "template" | "document" | "audio" | "icon" | "animation";
        /** AssetView */
        AssetView: {
            /** Allowed */
            allowed: components["schemas"]["AssetAction"][];
            /**
             * Approved Version
             * @description What may be used; null for none.
             */
            approved_version: number | null;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Description */
            description: string;
            file: components["schemas"]["FileView"];
            /** Folder Id */
            folder_id: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            rights: components["schemas"]["RightsView"];
            status: components["schemas"]["AssetStatus"];
            /** Status Note */
            status_note: string;
            /** Tags */
            tags: string[];
            type: components["schemas"]["AssetType"];
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /** Version */
            version: number;
        };
        /**
         * Attribute
         * @description On what we know of the person.
         */
        Attribute: {
            /** Attribute */
            attribute: string;
            is: components["schemas"]["Comparison"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "attribute";
            /** Value */
            value?: boolean | number | string | (boolean | number | string)[] | null;
        };
        /** AttributeBody */
        AttributeBody: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Is Personal
             * @description Says something about a person that erasure and exports must treat as such.
             * @default false
             */
            is_personal?: boolean;
            type: components["schemas"]["AttributeType"];
        };
        /**
         * AttributeType
         * @description What an attribute's values may be. Instants are ISO 8601 with an offset, dates ``2027-03-01``.
         * @enum {string}
         */
        AttributeType: "text" | "number" | "boolean" | "date" | "instant" | "list" | "object";
        /** AttributeView */
        AttributeView: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Is Personal
             * @description Says something about a person that erasure and exports must treat as such.
             * @default false
             */
            is_personal?: boolean;
            /** Name */
            name: string;
            type: components["schemas"]["AttributeType"];
        };
        /**
         * Audience
         * @description Whom and where, in the words of ``domain.serving.values.Targeting``; an empty list restricts nothing.
         */
        Audience: {
            /**
             * Blocked Domains
             * @default []
             */
            blocked_domains?: string[];
            /**
             * Blocked Page Categories
             * @default []
             */
            blocked_page_categories?: string[];
            /**
             * Carriers
             * @default []
             */
            carriers?: string[];
            /**
             * Circles
             * @default []
             */
            circles?: components["schemas"]["Around"][];
            /**
             * Cities
             * @default []
             */
            cities?: string[];
            /**
             * Connection Types
             * @default []
             */
            connection_types?: number[];
            /**
             * Countries
             * @default []
             */
            countries?: string[];
            /**
             * Deals
             * @default []
             */
            deals?: string[];
            /**
             * Device Makes
             * @default []
             */
            device_makes?: string[];
            /**
             * Device Models
             * @default []
             */
            device_models?: string[];
            /**
             * Device Types
             * @default []
             */
            device_types?: number[];
            /**
             * Domains
             * @default []
             */
            domains?: string[];
            /**
             * Exchanges
             * @default []
             */
            exchanges?: string[];
            /**
             * Hours Utc
             * @default []
             */
            hours_utc?: number[];
            /**
             * Hours Viewer
             * @default []
             */
            hours_viewer?: number[];
            /**
             * Hours Zone
             * @default []
             */
            hours_zone?: number[];
            /**
             * Inventory
             * @default []
             */
            inventory?: ("site" | "app" | "dooh")[];
            /**
             * Languages
             * @default []
             */
            languages?: string[];
            /**
             * Metros
             * @default []
             */
            metros?: string[];
            /**
             * Operating Systems
             * @default []
             */
            operating_systems?: string[];
            /**
             * Os Versions
             * @default {}
             */
            os_versions?: {
                [key: string]: string;
            };
            /**
             * Page Categories
             * @default []
             */
            page_categories?: string[];
            /**
             * Postal Codes
             * @default []
             */
            postal_codes?: string[];
            /**
             * Regions
             * @default []
             */
            regions?: string[];
            segments?: components["schemas"]["JsonValue"] | null;
            /**
             * Segments Any
             * @default []
             */
            segments_any?: number[];
            /**
             * Segments None
             * @default []
             */
            segments_none?: number[];
        };
        /** AudienceBody */
        AudienceBody: {
            caps?: components["schemas"]["Caps"] | null;
            targeting?: components["schemas"]["Audience"] | null;
        };
        /** BidderList */
        BidderList: {
            /** Items */
            items: components["schemas"]["BidderView"][];
        };
        /**
         * BidderView
         * @description One bidder, as it announced itself within the last half minute.
         */
        BidderView: {
            /** Bidder Id */
            bidder_id: string;
            /**
             * Fallbacks
             * @description Auctions scored on the CPU because the target was late or away, since its start.
             */
            fallbacks: number;
            /** Live */
            live: string;
            /** Live Sha256 */
            live_sha256: string;
            /** Node Id */
            node_id: string;
            /**
             * Problem
             * @description Why the registry's choice is not what runs there, if so.
             */
            problem: string;
            /**
             * Provider
             * @description What scores its bids.
             */
            provider: string;
            /** Providers */
            providers: components["schemas"]["api__routes__inference__ProviderView"][];
            /**
             * Seen At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            seen_at: string;
            /** Shadow */
            shadow: string;
        };
        /**
         * BlackoutView
         * @description Days kept free.
         */
        BlackoutView: {
            /**
             * Channels
             * @default []
             */
            channels?: components["schemas"]["Channel"][];
            /** Created By */
            created_by: string;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /** Id */
            id: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Name */
            name: string;
            /**
             * Time Zone
             * @default UTC
             */
            time_zone?: string;
        };
        /** BlockPublication */
        BlockPublication: {
            /**
             * Update Templates
             * @description Give every template that has it a new version with it; none, should one of them not go with it.
             * @default false
             */
            update_templates?: boolean;
        };
        /** BlockView */
        BlockView: {
            /** Description */
            description: string;
            /**
             * Draft By
             * @description Whoever wrote the draft last; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /** Has Draft */
            has_draft: boolean;
            /** Live Version */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** BlockWhole */
        BlockWhole: {
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /** Description */
            description: string;
            /**
             * Draft By
             * @description Whoever wrote the draft last; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /** Has Draft */
            has_draft: boolean;
            /** Live Version */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Template Names
             * @description What those are called, by id.
             */
            template_names: {
                [key: string]: string;
            };
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Used By
             * @description Templates whose live version has it in it, and in which version of the block.
             */
            used_by: {
                [key: string]: number;
            };
        };
        /** BoardLine */
        BoardLine: {
            /** Advertiser Domain */
            advertiser_domain: string;
            /**
             * Alerts
             * @description What people were told of it, the newest first.
             */
            alerts: components["schemas"]["AlertView"][];
            /** Campaign Id */
            campaign_id: string;
            /** Ends At */
            ends_at: string | null;
            money: components["schemas"]["BudgetView"];
            /** Name */
            name: string;
            stage: components["schemas"]["domain__campaigns__values__Stage"];
            /** Starts At */
            starts_at: string | null;
            /**
             * Troubles
             * @description What gives reason to do something now, the worst first.
             */
            troubles: components["schemas"]["AlertKind"][];
        };
        /**
         * Box
         * @description A rectangle in an image, from its upper left corner, in the image's own pixels.
         */
        Box: {
            /** Height */
            height: number;
            /** Width */
            width: number;
            /** X */
            x: number;
            /** Y */
            y: number;
        };
        /** BriefBody */
        BriefBody: {
            /** Advertiser Domain */
            advertiser_domain?: string | null;
            /**
             * Categories
             * @default []
             */
            categories?: string[];
            /** @default paid_media */
            channel?: components["schemas"]["Channel"];
            /** Name */
            name?: string | null;
            /**
             * Objective
             * @description What it is for, in words: for those who read it.
             * @default
             */
            objective?: string;
        };
        /** BriefView */
        BriefView: {
            /** Advertiser Domain */
            advertiser_domain: string | null;
            /** Categories */
            categories: string[];
            channel: components["schemas"]["Channel"];
            /** Name */
            name: string | null;
            /** Objective */
            objective: string;
        };
        /**
         * BroadcastAction
         * @description What comes with an action; all of it may be left out.
         */
        BroadcastAction: {
            /**
             * Comment
             * @default
             */
            comment?: string;
            /**
             * Revision
             * @description The one you have read; refused when the broadcast says something else by now.
             */
            revision?: number | null;
            /**
             * Starts At
             * @description Of scheduling; at once where it is left out.
             */
            starts_at?: string | null;
            /**
             * Variant
             * @description Of choosing: what the rest gets.
             * @default
             */
            variant?: string;
        };
        /** BroadcastDone */
        BroadcastDone: {
            /** Allowed */
            allowed: string[];
            /** Effect */
            effect: string;
            stage: components["schemas"]["domain__broadcasts__values__Stage"];
        };
        /** BroadcastFaultView */
        BroadcastFaultView: {
            /** Field */
            field: string;
            /** Remedy */
            remedy: string;
            /** Rule */
            rule: string;
        };
        /**
         * BroadcastProgress
         * @description entered = sent + refused + failed + unknown + in_progress, to the person.
         */
        BroadcastProgress: {
            /** Entered */
            entered: number;
            /** Failed */
            failed: number;
            /** In Progress */
            in_progress: number;
            /** Is Audience Complete */
            is_audience_complete: boolean;
            /** Is Balanced */
            is_balanced: boolean;
            /** Parts */
            parts: {
                [key: string]: number;
            };
            /** Reason */
            reason: string;
            /** Refused */
            refused: {
                [key: string]: number;
            };
            /** Sent */
            sent: number;
            stage: components["schemas"]["domain__broadcasts__values__Stage"];
            /** Unknown */
            unknown: number;
        };
        /** BroadcastResults */
        BroadcastResults: {
            /** @description What the decision was made by; before it, how it would be made now. */
            test: components["schemas"]["TestResult"] | null;
            /** Variants */
            variants: components["schemas"]["VariantResult"][];
        };
        /** BroadcastsView */
        BroadcastsView: {
            /** Broadcasts */
            broadcasts: components["schemas"]["BroadcastView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** BroadcastTransition */
        BroadcastTransition: {
            /** Action */
            action: string;
            /** Actor Id */
            actor_id: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Comment */
            comment: string;
            /** From Stage */
            from_stage: string;
            /** Sequence */
            sequence: number;
            /** To Stage */
            to_stage: string;
        };
        /** BroadcastView */
        BroadcastView: {
            /** Allowed */
            allowed: string[];
            /**
             * Audience
             * @description People written down, once it began.
             */
            audience: number;
            /** Began At */
            began_at: string | null;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Decides At */
            decides_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Reason
             * @description Why it is paused, what it waits for, or why it is a draft again.
             */
            reason: string;
            /** Revision */
            revision: number;
            stage: components["schemas"]["domain__broadcasts__values__Stage"];
            /** Starts At */
            starts_at: string | null;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Winner
             * @description Of its test: what the rest gets; ``*`` is all variants.
             */
            winner: string;
        };
        /** BrokenView */
        BrokenView: {
            /** Reason */
            reason: string;
            /**
             * Sequence
             * @description The first entry that does not hold, by its number in the chain.
             */
            sequence: number;
        };
        /** BudgetBoard */
        BudgetBoard: {
            /**
             * Campaigns
             * @description All there are in these stages, whether on this page or not; likewise `together`.
             */
            campaigns: number;
            /** Items */
            items: components["schemas"]["BoardLine"][];
            /** Next Cursor */
            next_cursor: string | null;
            /**
             * Together
             * @description By currency: amounts in different ones are never added.
             */
            together: components["schemas"]["TogetherView"][];
        };
        /** BudgetBody */
        BudgetBody: {
            /** Currency */
            currency?: string | null;
            /** Daily */
            daily?: string | null;
            /** @default asap */
            pacing?: components["schemas"]["Pacing"];
            pricing?: components["schemas"]["PricingBody"] | null;
            /**
             * Time Zone
             * @default UTC
             */
            time_zone?: string;
            /** Total */
            total?: string | null;
        };
        /** BudgetSectionView */
        BudgetSectionView: {
            /** Currency */
            currency: string | null;
            /** Daily */
            daily: string | null;
            pacing: components["schemas"]["Pacing"];
            pricing: components["schemas"]["PricingView"] | null;
            /** Time Zone */
            time_zone: string;
            /** Total */
            total: string | null;
        };
        /**
         * BudgetView
         * @description A campaign's money, exact, in its currency. ``available`` is what is neither spent nor held by bidders.
         */
        BudgetView: {
            /** Available */
            available: string;
            /**
             * Budget
             * @description What was approved; of a campaign that never went live, what its newest revision asks for.
             */
            budget: string;
            /** Campaign Id */
            campaign_id: string;
            /** Closed */
            closed: boolean;
            /** Confirmed */
            confirmed: string;
            /** Currency */
            currency: string;
            /** Disputed */
            disputed: string;
            /** Exhausted At */
            exhausted_at: string | null;
            /** In Flight */
            in_flight: string;
            pace?: components["schemas"]["PaceView"] | null;
            /**
             * Sequence
             * @description Number of the last settlement this includes.
             */
            sequence: number;
            /** @description None until it went live once, like ``pace``. */
            today?: components["schemas"]["DayView"] | null;
        };
        /**
         * BulkBody
         * @description Which campaigns, and whether only to look.
         */
        BulkBody: {
            /** Campaign Ids */
            campaign_ids: string[];
            /**
             * Comment
             * @default
             */
            comment?: string;
            /**
             * Preview
             * @description Only say what would be tried and what would be refused by the stages as they are.
             * @default false
             */
            preview?: boolean;
            /**
             * Revision Hashes
             * @description With a decision: what you have read of each campaign, by its id. Those without one are refused.
             */
            revision_hashes?: {
                [key: string]: string;
            };
        };
        /**
         * BulkView
         * @description In the order they were named, each once.
         */
        BulkView: {
            action: components["schemas"]["Action-Output"];
            /** Done */
            done: number;
            /** Items */
            items: components["schemas"]["api__routes__bulk__ItemView"][];
            /** Refused */
            refused: number;
        };
        /**
         * ByHand
         * @description People to put on a list, or to take off it.
         */
        ByHand: {
            /**
             * Add
             * @default []
             */
            add?: string[];
            /**
             * Remove
             * @default []
             */
            remove?: string[];
        };
        /** ByHandView */
        ByHandView: {
            /** Entered */
            entered: number;
            /** Left */
            left: number;
        };
        /**
         * CalendarEntry
         * @description A campaign and when it runs; an open start or end is null.
         */
        CalendarEntry: {
            /**
             * Budget
             * @description What is in force; what is asked for where nothing is yet.
             * @example 500.00
             */
            budget: string;
            /** Campaign Id */
            campaign_id: string;
            channel: components["schemas"]["Channel"];
            /** Currency */
            currency: string;
            /** Ends At */
            ends_at: string | null;
            /** Name */
            name: string;
            stage: components["schemas"]["domain__campaigns__values__Stage"];
            /** Starts At */
            starts_at: string | null;
        };
        /** CalendarPage */
        CalendarPage: {
            /** Items */
            items: components["schemas"]["CalendarEntry"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * CalendarView
         * @description Broadcasts and journeys are left out for those who may not read journeys.
         */
        CalendarView: {
            /**
             * Conflicts
             * @description By when they begin.
             */
            conflicts: components["schemas"]["ConflictView"][];
            /** Entries */
            entries: components["schemas"]["api__routes__calendar__EntryView"][];
            /**
             * Is Complete
             * @description False where there was more than a calendar holds: ask for a shorter range.
             */
            is_complete: boolean;
        };
        /**
         * CallerView
         * @description Who you are to us, and what you may do.
         */
        CallerView: {
            /** Email */
            email: string;
            /** Grants */
            grants: components["schemas"]["ApproverGrant"][];
            /** Name */
            name: string;
            /** Permissions */
            permissions: components["schemas"]["Permission"][];
            /** Roles */
            roles: components["schemas"]["domain__identity__values__Role"][];
            /** Tenant Id */
            tenant_id: string;
            /** Tenant Name */
            tenant_name: string;
            /** User Id */
            user_id: string;
        };
        /** CallPage */
        CallPage: {
            /** Calls */
            calls: components["schemas"]["CallView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * CallState
         * @enum {string}
         */
        CallState: "waiting" | "delivered" | "dead";
        /** CallView */
        CallView: {
            /** Account Id */
            account_id: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Attempts */
            attempts: number;
            /**
             * Due At
             * @description When it is tried next; null once nothing is left to do.
             */
            due_at: string | null;
            /** Last Error */
            last_error: string;
            /**
             * Last Status
             * @description 0 before the first answer.
             */
            last_status: number;
            /** Message Id */
            message_id: string;
            /** Person Id */
            person_id: string;
            /** Source */
            source: string;
            /** State */
            state: string;
            /** Tried At */
            tried_at: string | null;
            /** Url */
            url: string;
        };
        /**
         * CampaignBody
         * @description A campaign's content.
         */
        CampaignBody: {
            /**
             * Advertiser Domain
             * @description Creatives land on it or below it.
             * @example shop.example.com
             */
            advertiser_domain: string;
            /**
             * Budget
             * @example 500.00
             */
            budget: string;
            /**
             * @description Billed impressions one person may get; 0 means uncapped.
             * @default {
             *       "lifetime": 0,
             *       "per_day": 0,
             *       "per_hour": 0,
             *       "per_week": 0,
             *       "tenant_per_day": 0,
             *       "tenant_per_hour": 0,
             *       "tenant_per_week": 0
             *     }
             */
            caps?: components["schemas"]["Caps"];
            /**
             * Categories
             * @description IAB content categories such as IAB22-1, or topics such as alcohol.
             * @default []
             */
            categories?: string[];
            /** @default paid_media */
            channel?: components["schemas"]["Channel"];
            /**
             * Currency
             * @example USD
             */
            currency: string;
            /**
             * Daily Budget
             * @description The most a day may cost, from midnight to midnight in ``time_zone``; left out: no more than the budget.
             */
            daily_budget?: string | null;
            /**
             * Ends At
             * @description Left out: it runs until somebody ends it.
             */
            ends_at?: string | null;
            /**
             * Name
             * @example Spring sale
             */
            name: string;
            /**
             * @description How the day's money is spread over the day, or the budget over the flight where there is no daily budget.
             * @default asap
             */
            pacing?: components["schemas"]["Pacing"];
            pricing: components["schemas"]["PricingBody"];
            /**
             * Starts At
             * @description Left out: it starts when it goes live.
             */
            starts_at?: string | null;
            /**
             * @description Whom and where; what is left out restricts nothing.
             * @default {
             *       "blocked_domains": [],
             *       "blocked_page_categories": [],
             *       "carriers": [],
             *       "circles": [],
             *       "cities": [],
             *       "connection_types": [],
             *       "countries": [],
             *       "deals": [],
             *       "device_makes": [],
             *       "device_models": [],
             *       "device_types": [],
             *       "domains": [],
             *       "exchanges": [],
             *       "hours_utc": [],
             *       "hours_viewer": [],
             *       "hours_zone": [],
             *       "inventory": [],
             *       "languages": [],
             *       "metros": [],
             *       "operating_systems": [],
             *       "os_versions": {},
             *       "page_categories": [],
             *       "postal_codes": [],
             *       "regions": [],
             *       "segments_any": [],
             *       "segments_none": []
             *     }
             */
            targeting?: components["schemas"]["Audience"];
            /**
             * Time Zone
             * @description The campaign's own, by its IANA name.
             * @default UTC
             * @example Europe/Berlin
             */
            time_zone?: string;
        };
        /** CampaignPage */
        CampaignPage: {
            /** Items */
            items: components["schemas"]["CampaignView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * CampaignRefusalReport
         * @description How far campaigns came in sampled requests.
         */
        CampaignRefusalReport: {
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /** Items */
            items: components["schemas"]["RefusalShare"][];
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
        };
        /**
         * CampaignReport
         * @description The period is widened to whole hours, and says so.
         */
        CampaignReport: {
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /** Items */
            items: components["schemas"]["CampaignRow"][];
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
        };
        /**
         * CampaignRow
         * @description One campaign. Money and what leads to it are counted once each, however often an exchange told us.
         */
        CampaignRow: {
            /** Bids */
            bids: number;
            /** Billed Impressions */
            billed_impressions: number;
            /** Campaign Id */
            campaign_id: string;
            /** Clicks */
            clicks: number;
            /**
             * Conversion Value
             * @example 500.00
             */
            conversion_value: string;
            /** Conversions */
            conversions: number;
            /**
             * Cpa
             * @description Spend a conversion; `cpc` a click, `cpm` a thousand billed impressions. None where there are none.
             */
            cpa: string | null;
            /** Cpc */
            cpc: string | null;
            /** Cpm */
            cpm: string | null;
            /** Currency */
            currency: string;
            /**
             * Name
             * @description None where there is no such campaign any more.
             */
            name: string | null;
            /**
             * Roas
             * @description Conversion value over spend.
             */
            roas: string | null;
            /** Roi Percent */
            roi_percent: string | null;
            /**
             * Spend
             * @description Exact, in `currency`, from settlements the banker confirmed.
             */
            spend: string;
            /**
             * Spend Nanos
             * @description The same in billionths, as the ledger sums it.
             */
            spend_nanos: number;
            /** Wins */
            wins: number;
        };
        /** CampaignThereView */
        CampaignThereView: {
            /**
             * Daily Budget
             * @description What it was last told it may spend today.
             */
            daily_budget: string;
            /** Is Over */
            is_over: boolean;
            /**
             * Last
             * @description What came of the last look, every five minutes.
             */
            last: string;
            /** Pace */
            pace: string;
            /**
             * Platform Campaign Id
             * @description Empty until the platform has it.
             */
            platform_campaign_id: string;
            /** Share */
            share: string;
            /**
             * Spent
             * @description As the platform has reported.
             */
            spent: string;
        };
        /**
         * CampaignView
         * @description A campaign. ``revision`` is the newest content, shown here; ``approved_revision`` is what runs.
         */
        CampaignView: {
            /** Advertiser Domain */
            advertiser_domain: string;
            /** Allowed Actions */
            allowed_actions: components["schemas"]["Action-Output"][];
            /** Approved Revision */
            approved_revision: number | null;
            /**
             * Budget
             * @example 500.00
             */
            budget: string;
            caps: components["schemas"]["Caps"];
            /** Categories */
            categories: string[];
            channel: components["schemas"]["Channel"];
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Currency */
            currency: string;
            /** Daily Budget */
            daily_budget: string | null;
            /** Ends At */
            ends_at: string | null;
            flight: components["schemas"]["Flight"];
            /** Id */
            id: string;
            /** @description What runs, where that is not what is shown here; null where nothing was approved yet. */
            in_force?: components["schemas"]["InForceView"] | null;
            /** Name */
            name: string;
            /**
             * Note
             * @description Why it is in its stage: the comment of its last transition.
             */
            note: string;
            pacing: components["schemas"]["Pacing"];
            pricing: components["schemas"]["PricingView"];
            /** Revision */
            revision: number;
            stage: components["schemas"]["domain__campaigns__values__Stage"];
            /** Starts At */
            starts_at: string | null;
            targeting: components["schemas"]["Audience"];
            /** Time Zone */
            time_zone: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Went Live At
             * @description When it first went live.
             */
            went_live_at: string | null;
        };
        /**
         * CandidateView
         * @description A creative that came to be scored. Prices are CPM in the bid's currency; `refusal` is empty for the one that bid.
         */
        CandidateView: {
            /**
             * Bid
             * @description What was sent, after shading; 0.00 where nothing was.
             * @example 500.00
             */
            bid: string;
            /** Bid Id */
            bid_id: string;
            /** Boost */
            boost: number;
            /** Campaign Id */
            campaign_id: string;
            /** Click Probability */
            click_probability: number;
            /** Conversion Probability */
            conversion_probability: number;
            /**
             * Cost
             * @description What the lease holds for it, in the campaign's currency.
             */
            cost: string;
            /** Creative Id */
            creative_id: string;
            /**
             * Features
             * @description What the model saw, zeros left out.
             */
            features: {
                [key: string]: number;
            };
            /** Lease Id */
            lease_id: string;
            /**
             * Price
             * @description The bid at value.
             * @example 500.00
             */
            price: string;
            /** Refusal */
            refusal: string;
            /** Score */
            score: number;
            /**
             * Shading
             * @description Of a first-price bid: `shaded`, `holdout` or `explored`.
             */
            shading: string;
        };
        /**
         * CapChannel
         * @description The channels that can be capped, and all of them together.
         * @enum {string}
         */
        CapChannel: "push" | "email" | "sms" | "in_app" | "content_card" | "whatsapp" | "web_push" | "all";
        /**
         * CapRule
         * @description At most so many messages on a channel in a window. Rules are asked by priority, the lowest number first.
         */
        CapRule: {
            channel: components["schemas"]["CapChannel"];
            /** Most */
            most: number;
            /** Name */
            name: string;
            /**
             * Priority
             * @default 100
             */
            priority?: number;
            window: components["schemas"]["CapWindow"];
        };
        /**
         * Caps
         * @description Billed impressions one person may get; 0 means uncapped. Hours, days and weeks (from Monday) are of UTC.
         *
         *     ``tenant_per_...`` count the adverts of all the tenant's campaigns: this one waits once the person has seen so many.
         */
        Caps: {
            /**
             * Lifetime
             * @default 0
             */
            lifetime?: number;
            /**
             * Per Day
             * @default 0
             */
            per_day?: number;
            /**
             * Per Hour
             * @default 0
             */
            per_hour?: number;
            /**
             * Per Week
             * @default 0
             */
            per_week?: number;
            /**
             * Tenant Per Day
             * @default 0
             */
            tenant_per_day?: number;
            /**
             * Tenant Per Hour
             * @default 0
             */
            tenant_per_hour?: number;
            /**
             * Tenant Per Week
             * @default 0
             */
            tenant_per_week?: number;
        };
        /**
         * CapWindow
         * @description Windows slide: an hour is the last sixty minutes, a month the last thirty days.
         * @enum {string}
         */
        CapWindow: "hour" | "day" | "week" | "month" | "campaign";
        /** CatalogueView */
        CatalogueView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Description */
            description: string;
            /** Items */
            items: number;
            /** Name */
            name: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /**
         * Cause
         * @description Why money stays where it is.
         * @enum {string}
         */
        Cause: "stage" | "not_started" | "ended" | "channel" | "no_creatives" | "budget_exhausted" | "day_spent" | "creatives_refused" | "no_traffic" | "outside_hours" | "no_matching_traffic" | "no_matching_people" | "creatives_do_not_fit" | "blocked" | "caps" | "pacing" | "below_floor" | "no_money_at_hand" | "own_competition" | "exchange" | "lost_on_price" | "lost_otherwise" | "not_shown" | "disputed";
        /**
         * Changed
         * @description Look at these again.
         */
        Changed: {
            /** Kinds */
            kinds: components["schemas"]["ChangeKind"][];
        };
        /** ChangedClearanceView */
        ChangedClearanceView: {
            /** Creative Id */
            creative_id: string;
            /** Exchange Creative Id */
            exchange_creative_id: string;
            /** Exchange Id */
            exchange_id: string;
            /**
             * Published
             * @description Whether the bidders know; if not, ingest tells them within a minute.
             */
            published: boolean;
            /** Reason */
            reason: string;
            /** Said By */
            said_by: string;
            state: components["schemas"]["ClearanceState"];
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Version
             * @description Of the creative; a newer one has to be cleared anew.
             */
            version: number;
        };
        /**
         * ChangeDetail
         * @description Something that is said otherwise than it was read.
         */
        ChangeDetail: {
            /** After */
            after: unknown;
            /** Before */
            before: unknown;
            /** Field */
            field: string;
            /** Section */
            section: string;
        };
        /** ChangedExchangeView */
        ChangedExchangeView: {
            /** Currencies */
            currencies: string[];
            /** Gzip Responses */
            gzip_responses: boolean;
            /** Id */
            id: string;
            /** Match Users */
            match_users: boolean;
            /** Name */
            name: string;
            /**
             * Network Margin Ms
             * @description What of ``tmax`` is left to the network; null where the bidders measure it.
             */
            network_margin_ms: number | null;
            /** No Bid Body */
            no_bid_body: boolean;
            /**
             * Old Secret Until
             * @description Until when the secret before the present one is good as well.
             */
            old_secret_until: string | null;
            /**
             * Open
             * @description Takes requests without a secret; in demo mode only.
             */
            open: boolean;
            price_encryption: components["schemas"]["PriceEncryption"];
            /**
             * Published
             * @description Whether every door has been told; if not, ingest tells them within a minute.
             */
            published: boolean;
            /**
             * Qps Limit
             * @description 0 means unlimited.
             */
            qps_limit: number;
            /** Require Schain */
            require_schain: boolean;
            /** Requires Creative Approval */
            requires_creative_approval: boolean;
            /** Revision */
            revision: number;
            /** Revoked */
            revoked: boolean;
            /** Seats */
            seats: string[];
            /** Sync Url */
            sync_url: string;
            /** Tenants */
            tenants: string[];
        };
        /**
         * ChangedTaskBody
         * @description The task as it is to be; ``done`` says whether it is done.
         */
        ChangedTaskBody: {
            /**
             * Assignee Id
             * @default
             */
            assignee_id?: string;
            /** Done */
            done: boolean;
            /** Due At */
            due_at?: string | null;
            /**
             * Required
             * @default true
             */
            required?: boolean;
            /** Title */
            title: string;
        };
        /** ChangedView */
        ChangedView: {
            /**
             * Absorbed
             * @description Records that turned out to be this person, and are this person from now on.
             */
            absorbed: string[];
            contact: components["schemas"]["ContactView"];
            /** Refused */
            refused: components["schemas"]["RefusedIdentityView"][];
        };
        /**
         * ChangeKind
         * @description What a change is of, as coarse as the pages that show it.
         * @enum {string}
         */
        ChangeKind: "campaigns" | "comments" | "budgets" | "creatives" | "assets" | "brand" | "calendar" | "views" | "notifications" | "journeys" | "broadcasts" | "content" | "segments" | "imports" | "data_requests" | "channels" | "sources" | "platforms" | "rules" | "users" | "keys" | "exchanges";
        /**
         * Channel
         * @description Where a campaign reaches people; approval rules look at it.
         * @enum {string}
         */
        Channel: "paid_media" | "email" | "sms" | "whatsapp" | "push" | "web_push" | "in_app" | "content_card" | "webhook" | "in_store" | "web";
        /**
         * ChannelAccountChange
         * @description What to change of an account; what is left out stays. Parameters and credentials are replaced as a whole.
         *
         *     Credentials are entered again where a parameter of the vendor's ``destination`` changes.
         */
        ChannelAccountChange: {
            /** Credentials */
            credentials?: {
                [key: string]: string;
            } | null;
            /** Enabled */
            enabled?: boolean | null;
            /** Is Default */
            is_default?: boolean | null;
            /** Name */
            name?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: string;
            } | null;
        };
        /**
         * Check
         * @description How it was made sure that whoever asks is who they say.
         * @enum {string}
         */
        Check: "signed_in" | "link_to_address" | "call_back" | "document" | "agent";
        /** Checked */
        Checked: {
            /**
             * Blocks
             * @description The blocks in it, by version.
             */
            blocks: {
                [key: string]: number;
            };
            /** Can Be Published */
            can_be_published: boolean;
            /** Findings */
            findings: components["schemas"]["api__content_views__FindingView"][];
            /**
             * Reads
             * @description The values it looks at.
             */
            reads: string[];
        };
        /** CheckedView */
        CheckedView: {
            /** Can Run */
            can_run: boolean;
            /** Faults */
            faults: components["schemas"]["FaultView"][];
        };
        /** ChosenPassword */
        ChosenPassword: {
            /**
             * In Cookie
             * @description For pages: the refresh token goes into a cookie that no script reads, not into the answer
             * @default false
             */
            in_cookie?: boolean;
            /** Password */
            password: string;
            /**
             * Voucher
             * @description From an invitation, or from a mail to somebody who forgot their password.
             */
            voucher: string;
        };
        /** ChosenView */
        ChosenView: {
            /**
             * Device
             * @description Keep it, and send it when this device signs in again.
             */
            device: string;
            /** @description Null with a second factor: sign in with it. */
            tokens: components["schemas"]["TokensView"] | null;
        };
        /** ClearancePage */
        ClearancePage: {
            /** Items */
            items: components["schemas"]["ClearanceView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ClearanceState
         * @description Where an exchange's review of a creative stands.
         * @enum {string}
         */
        ClearanceState: "pending" | "approved" | "rejected";
        /**
         * ClearanceView
         * @description What one exchange said last of one creative.
         */
        ClearanceView: {
            /** Creative Id */
            creative_id: string;
            /** Exchange Creative Id */
            exchange_creative_id: string;
            /** Exchange Id */
            exchange_id: string;
            /** Reason */
            reason: string;
            /** Said By */
            said_by: string;
            state: components["schemas"]["ClearanceState"];
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Version
             * @description Of the creative; a newer one has to be cleared anew.
             */
            version: number;
        };
        /** Code */
        Code: {
            /** Code */
            code: string;
        };
        /** ColleagueList */
        ColleagueList: {
            /** Items */
            items: components["schemas"]["ColleagueView"][];
        };
        /** ColleagueView */
        ColleagueView: {
            /** Id */
            id: string;
            /**
             * Is Active
             * @description They may still sign in.
             */
            is_active: boolean;
            /** Name */
            name: string;
        };
        /**
         * Colour
         * @description One colour of a palette.
         */
        Colour: {
            /** Hex */
            hex: string;
            /** Name */
            name: string;
        };
        /**
         * CommentView
         * @description A comment; without its text once it was deleted.
         */
        CommentView: {
            /** Author Id */
            author_id: string;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Edited At */
            edited_at: string | null;
            /** Id */
            id: string;
            /** Is Deleted */
            is_deleted: boolean;
            /** Mentions */
            mentions: string[];
            /** Text */
            text: string;
            /** Thread Id */
            thread_id: string;
        };
        /**
         * Comparison
         * @description How an attribute is held against a value. Those of time read ISO 8601 or Unix milliseconds.
         * @enum {string}
         */
        Comparison: "is" | "is_not" | "above" | "at_least" | "below" | "at_most" | "one_of" | "none_of" | "contains" | "starts_with" | "is_set" | "is_not_set" | "within_last" | "within_next" | "before" | "after" | "anniversary_today";
        /** ComparisonList */
        ComparisonList: {
            /** Items */
            items: components["schemas"]["api__routes__inference__ComparisonView"][];
        };
        /**
         * Computed
         * @description On a property worked out from events: see ``domain.segments``.
         */
        Computed: {
            is: components["schemas"]["Comparison"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "computed";
            /** Property */
            property: string;
            /** Value */
            value?: boolean | number | string | (boolean | number | string)[] | null;
        };
        /**
         * ComputedProperty
         * @description A property derived from what people did: ``orders_90d`` is the COUNT of ``purchase`` within 90 days.
         */
        ComputedProperty: {
            aggregate: components["schemas"]["Aggregate"];
            /** Name */
            name: string;
            of: components["schemas"]["Happening"];
            /** Property */
            property?: string | null;
            /**
             * Within Minutes
             * @default 129600
             */
            within_minutes?: number;
        };
        /**
         * ConflictKind
         * @enum {string}
         */
        ConflictKind: "same_audience" | "same_inventory" | "overlapping_budgets" | "blackout";
        /** ConflictView */
        ConflictView: {
            /** Entry Ids */
            entry_ids: string[];
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            kind: components["schemas"]["ConflictKind"];
            /** Remedy */
            remedy: string;
            /**
             * Shared
             * @description What they meet in, at most 100 of it.
             */
            shared: string[];
            /** Text */
            text: string;
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
        };
        /** ConnectionView */
        ConnectionView: {
            /**
             * Account
             * @description What the vendor calls it.
             */
            account: string;
            /** Reason */
            reason: string;
            /** Works */
            works: boolean;
        };
        /** ConsentBody */
        ConsentBody: {
            /**
             * At
             * @description When it was said, which does not lie ahead; now, if left out.
             */
            at?: string | null;
            channel: components["schemas"]["Channel"];
            /** @default api */
            how?: components["schemas"]["How"];
            /**
             * Ip
             * @description Theirs, where it is known.
             * @default
             */
            ip?: string;
            /**
             * Proof
             * @description Whatever else shows it, in words.
             * @default
             */
            proof?: string;
            /** @default marketing */
            purpose?: components["schemas"]["Purpose"];
            /**
             * Source
             * @description The form, document or call: an address, a name, a number.
             * @default
             */
            source?: string;
            state: components["schemas"]["ConsentState"];
            /**
             * Text Version
             * @description Of what they read and agreed to.
             * @default
             */
            text_version?: string;
            /**
             * User Agent
             * @default
             */
            user_agent?: string;
        };
        /**
         * ConsentState
         * @enum {string}
         */
        ConsentState: "granted" | "denied" | "unknown";
        /**
         * ConsentsView
         * @description All that somebody said, the oldest first. It is kept until they are erased.
         */
        ConsentsView: {
            /** Consents */
            consents: components["schemas"]["SaidView"][];
            /** Person Id */
            person_id: string;
            sale_or_sharing: components["schemas"]["SaleView"];
        };
        /** ConsentView */
        ConsentView: {
            /** Channel */
            channel: string;
            /** Purpose */
            purpose: string;
            /**
             * Since
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            since: string;
            state: components["schemas"]["ConsentState"];
        };
        /**
         * ContactBody
         * @description What to make of a person. Everything left out stays as it is.
         */
        ContactBody: {
            /**
             * Attributes
             * @description Set these; null removes one.
             */
            attributes?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Consents */
            consents?: components["schemas"]["ConsentBody"][];
            /** Devices */
            devices?: components["schemas"]["api__routes__contacts__DeviceBody"][];
            /**
             * Identities
             * @description Known by these too. One that is somebody else's brings both together, where their external ids allow it.
             */
            identities?: {
                [key: string]: string | string[];
            };
            /** Locale */
            locale?: string | null;
            preferred_channel?: components["schemas"]["Channel"] | null;
            /** Time Zone */
            time_zone?: string | null;
        };
        /** ContactPage */
        ContactPage: {
            /** Contacts */
            contacts: components["schemas"]["ContactView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** ContactView */
        ContactView: {
            /** Attributes */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Consents */
            consents: components["schemas"]["ConsentView"][];
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Devices */
            devices: components["schemas"]["DeviceView"][];
            /** Identities */
            identities: {
                [key: string]: string[];
            };
            /** Locale */
            locale: string;
            /**
             * Name
             * @description By `first_name` and `last_name`, else by `name` or `full_name`; empty where no attribute says it.
             */
            name: string;
            /**
             * Person Id
             * @description Another one than asked for, once they turned out to be somebody else.
             */
            person_id: string;
            /** Preferred Channel */
            preferred_channel: string;
            sale_or_sharing: components["schemas"]["SaleView"];
            /** Time Zone */
            time_zone: string;
            /**
             * Unreachable
             * @description Why nothing on these channels could reach them; channels that are not named could.
             */
            unreachable: {
                [key: string]: string;
            };
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /**
         * ContentView
         * @description A campaign's newest content, as ``CampaignBody`` takes it.
         */
        ContentView: {
            /** Advertiser Domain */
            advertiser_domain: string;
            /**
             * Budget
             * @example 500.00
             */
            budget: string;
            caps: components["schemas"]["Caps"];
            /** Categories */
            categories: string[];
            channel: components["schemas"]["Channel"];
            /** Currency */
            currency: string;
            /** Daily Budget */
            daily_budget: string | null;
            /** Ends At */
            ends_at: string | null;
            /** Name */
            name: string;
            pacing: components["schemas"]["Pacing"];
            pricing: components["schemas"]["PricingView"];
            /** Starts At */
            starts_at: string | null;
            targeting: components["schemas"]["Audience"];
            /** Time Zone */
            time_zone: string;
        };
        /**
         * Contract
         * @description What one placement takes. It never changes under its version: what was exported for it says which one that was.
         */
        Contract: {
            format: components["schemas"]["CreativeFormat"];
            /** Id */
            id: string;
            /** Initial Bytes */
            initial_bytes?: number | null;
            /** Most Requests */
            most_requests?: number | null;
            /** Name */
            name: string;
            /** Slots */
            slots: components["schemas"]["Slot"][];
            /** Source */
            source: string;
            /**
             * Takes Markup
             * @default false
             */
            takes_markup?: boolean;
            /**
             * Texts
             * @default []
             */
            texts?: components["schemas"]["TextLimit"][];
            /** Version */
            version: number;
        };
        /**
         * CopyBody
         * @description What is to be different; all of it may be left out. A copy has no dates of its model's.
         */
        CopyBody: {
            /** Ends At */
            ends_at?: string | null;
            /**
             * Name
             * @description `Copy of ...` unless given.
             */
            name?: string | null;
            /** Starts At */
            starts_at?: string | null;
            /**
             * With Creatives
             * @default true
             */
            with_creatives?: boolean;
        };
        /** CorrectionBody */
        CorrectionBody: {
            /**
             * Amount
             * @description What the entry counts for from now on: `0.00` takes it out of the spend.
             * @example 0.002500125
             */
            amount: string;
            /**
             * Counts
             * @description What it counted for when you read it; where it no longer does, nothing is entered.
             */
            counts?: string | null;
            /** Reason */
            reason: string;
        };
        /**
         * CorrectionView
         * @description An entry against the entry; it is never changed.
         */
        CorrectionView: {
            /** After */
            after: string;
            /** Before */
            before: string;
            /**
             * Made At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            made_at: string;
            /** Made By */
            made_by: string;
            /**
             * Number
             * @description Counts the campaign's corrections.
             */
            number: number;
            /** Reason */
            reason: string;
        };
        /** CountersView */
        CountersView: {
            /** Account Id */
            account_id: string;
            /** Bids */
            bids: number;
            /** Breaker Open */
            breaker_open: number;
            /** Busy */
            busy: number;
            /** Errors */
            errors: number;
            /** Latency P50 Ms */
            latency_p50_ms: number;
            /** Latency P99 Ms */
            latency_p99_ms: number;
            /** No Bids */
            no_bids: number;
            /** Platform */
            platform: string;
            /** Requests */
            requests: number;
            /** Timeouts */
            timeouts: number;
            /** Under Way */
            under_way: number;
        };
        /**
         * CourseFigures
         * @description Money and what leads to it, counted once each; ratios are None where there is nothing to divide by.
         */
        CourseFigures: {
            /** Billed Impressions */
            billed_impressions: number;
            /** Clicks */
            clicks: number;
            /**
             * Conversion Value
             * @example 500.00
             */
            conversion_value: string;
            /** Conversions */
            conversions: number;
            /**
             * Cpa
             * @description Spend a conversion; `cpc` a click, `cpm` a thousand billed impressions.
             */
            cpa: string | null;
            /** Cpc */
            cpc: string | null;
            /** Cpm */
            cpm: string | null;
            /**
             * Roas
             * @description Conversion value over spend.
             */
            roas: string | null;
            /** Roi Percent */
            roi_percent: string | null;
            /**
             * Spend
             * @description Exact, from settlements the banker confirmed, and corrections of them.
             */
            spend: string;
        };
        /**
         * CourseReport
         * @description From the beginning of an hour or a day up to now, or to what was asked for, which may be in the midst of one.
         */
        CourseReport: {
            /**
             * Before From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            before_from_at: string;
            /**
             * Before To At
             * Format: date-time
             * @description As far into its last hour or day as the period itself has come.
             * @example 2027-03-01T00:00:00Z
             */
            before_to_at: string;
            by: components["schemas"]["Grain"];
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /**
             * Items
             * @description By currency; none where nothing happened in either period.
             */
            items: components["schemas"]["CourseView"][];
            /** Time Zone */
            time_zone: string;
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
        };
        /**
         * CourseView
         * @description Everything that was paid for in one currency: amounts in different ones are never added.
         */
        CourseView: {
            /** @description All of the period before. */
            before: components["schemas"]["CourseFigures"];
            /** Currency */
            currency: string;
            /** Stretches */
            stretches: components["schemas"]["StretchView"][];
            /**
             * Stretches Before
             * @description As many: the first belongs beside the first.
             */
            stretches_before: components["schemas"]["StretchView"][];
            total: components["schemas"]["CourseFigures"];
        };
        /**
         * CreativeBody
         * @description A creative's content, and the campaign it belongs to for good.
         */
        CreativeBody: {
            /**
             * Apis
             * @default []
             */
            apis?: number[];
            /**
             * Attributes
             * @default []
             */
            attributes?: number[];
            /**
             * Body
             * @default
             */
            body?: string;
            /** Campaign Id */
            campaign_id: string;
            /**
             * Categories
             * @default []
             */
            categories?: string[];
            companion?: components["schemas"]["Image"] | null;
            /**
             * Duration S
             * @default 0
             */
            duration_s?: number;
            /**
             * Embedding
             * @default []
             */
            embedding?: number[];
            /**
             * Error Tracker
             * @default
             */
            error_tracker?: string;
            /**
             * Expand Directions
             * @default []
             */
            expand_directions?: number[];
            format: components["schemas"]["CreativeFormat"];
            /**
             * Height
             * @default 0
             */
            height?: number;
            /**
             * Html
             * @default
             */
            html?: string;
            /**
             * Impression Trackers
             * @default []
             */
            impression_trackers?: string[];
            /** Landing Url */
            landing_url: string;
            /**
             * Language
             * @default
             */
            language?: string;
            /**
             * Media Url
             * @default
             */
            media_url?: string;
            /**
             * Mime
             * @default
             */
            mime?: string;
            /** Name */
            name: string;
            native?: components["schemas"]["NativeExtras"] | null;
            /**
             * Playback Trackers
             * @default {}
             */
            playback_trackers?: {
                [key: string]: string;
            };
            /**
             * Skip After S
             * @default 0
             */
            skip_after_s?: number;
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Vast Url
             * @default
             */
            vast_url?: string;
            /**
             * Width
             * @default 0
             */
            width?: number;
        };
        /**
         * CreativeFormat
         * @description The four kinds of OpenRTB 2.6 markup; ``mtype`` (section 7.x of the response) follows from it.
         * @enum {string}
         */
        CreativeFormat: "banner" | "video" | "audio" | "native";
        /** CreativePage */
        CreativePage: {
            /** Items */
            items: components["schemas"]["CreativeView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * CreativeView
         * @description A creative with its newest content.
         */
        CreativeView: {
            /**
             * Apis
             * @default []
             */
            apis?: number[];
            /**
             * Attributes
             * @default []
             */
            attributes?: number[];
            /**
             * Body
             * @default
             */
            body?: string;
            /** Campaign Id */
            campaign_id: string;
            /**
             * Categories
             * @default []
             */
            categories?: string[];
            companion?: components["schemas"]["Image"] | null;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Duration S
             * @default 0
             */
            duration_s?: number;
            /**
             * Embedding
             * @default []
             */
            embedding?: number[];
            /**
             * Error Tracker
             * @default
             */
            error_tracker?: string;
            /**
             * Expand Directions
             * @default []
             */
            expand_directions?: number[];
            format: components["schemas"]["CreativeFormat"];
            /**
             * Height
             * @default 0
             */
            height?: number;
            /**
             * Html
             * @default
             */
            html?: string;
            /** Id */
            id: string;
            /**
             * Impression Trackers
             * @default []
             */
            impression_trackers?: string[];
            /** Landing Url */
            landing_url: string;
            /**
             * Language
             * @default
             */
            language?: string;
            /**
             * Media Url
             * @default
             */
            media_url?: string;
            /**
             * Mime
             * @default
             */
            mime?: string;
            /** Name */
            name: string;
            native?: components["schemas"]["NativeExtras"] | null;
            /**
             * Playback Trackers
             * @default {}
             */
            playback_trackers?: {
                [key: string]: string;
            };
            /**
             * Skip After S
             * @default 0
             */
            skip_after_s?: number;
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Vast Url
             * @default
             */
            vast_url?: string;
            /** Version */
            version: number;
            /**
             * Width
             * @default 0
             */
            width?: number;
        };
        /**
         * DateOrder
         * @description How dates are written: ISO 8601, or with slashes, dots or dashes in this order.
         * @enum {string}
         */
        DateOrder: "iso" | "day_first" | "month_first";
        /**
         * DayView
         * @description One calendar day of a campaign, in its own time zone. It contains the bids made in it, whenever they are billed.
         */
        DayView: {
            /**
             * Budget
             * @description None without a daily budget.
             */
            budget: string | null;
            /** Confirmed */
            confirmed: string;
            /** Date */
            date: string;
            /** In Flight */
            in_flight: string;
        };
        /** DecisionView */
        DecisionView: {
            /** Approver Id */
            approver_id: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Comment */
            comment: string;
            /** Remarks */
            remarks: components["schemas"]["RemarkView"][];
            /**
             * Revision Hash
             * @description What had been read; empty for decisions from before it was asked for.
             */
            revision_hash: string;
            /** Roles */
            roles: string[];
            verdict: components["schemas"]["domain__approvals__values__Verdict"];
        };
        /**
         * DeliveryPolicy
         * @description What the gates of a tenant go by, as a whole.
         */
        DeliveryPolicy: {
            /**
             * Caps
             * @default []
             */
            caps?: components["schemas"]["CapRule"][];
            /**
             * Consent Needed
             * @default [
             *       "email",
             *       "sms",
             *       "whatsapp",
             *       "push",
             *       "web_push"
             *     ]
             */
            consent_needed?: components["schemas"]["Channel"][];
            /**
             * Holdout Percent
             * @default 0
             */
            holdout_percent?: number;
            /**
             * Quiet Hours
             * @default []
             */
            quiet_hours?: components["schemas"]["QuietHours"][];
            /**
             * Throttles
             * @default []
             */
            throttles?: components["schemas"]["Throttle"][];
            /**
             * Time Zone
             * @default UTC
             */
            time_zone?: string;
        };
        /**
         * DevicePlatform
         * @enum {string}
         */
        DevicePlatform: "ios" | "android" | "web";
        /** DeviceView */
        DeviceView: {
            /** App */
            app: string;
            /**
             * Is Valid
             * @description False once a push service said that nobody is there.
             */
            is_valid: boolean;
            platform: components["schemas"]["DevicePlatform"];
            /**
             * Seen At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            seen_at: string;
            /** Token */
            token: string;
        };
        /**
         * Did
         * @description How often something happened in a window that ends now. ``at_most`` 0 means that it did not.
         */
        Did: {
            /** At Least */
            at_least?: number | null;
            /** At Most */
            at_most?: number | null;
            /** Event */
            event: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "did";
            /**
             * Where
             * @default []
             */
            where?: components["schemas"]["Property"][];
            /**
             * Within Minutes
             * @default 43200
             */
            within_minutes?: number;
        };
        /**
         * DigestState
         * @description What became of one person's digest of one day.
         * @enum {string}
         */
        DigestState: "claimed" | "waiting" | "sent" | "nothing_to_say" | "refused" | "unknown";
        /**
         * DigestView
         * @description What a letter would say now.
         */
        DigestView: {
            /** Budget Alerts */
            budget_alerts: components["schemas"]["ToldView"][];
            /**
             * Day
             * @description In your own time zone.
             */
            day: string;
            /** Going Out */
            going_out: components["schemas"]["GoingOutView"][];
            /** Html */
            html: string;
            last: components["schemas"]["LastDigestView"] | null;
            /** Mentions */
            mentions: components["schemas"]["ToldView"][];
            /** Others */
            others: components["schemas"]["ToldView"][];
            /** Subject */
            subject: string;
            /** Text */
            text: string;
            /** Troubles */
            troubles: components["schemas"]["TroubleView"][];
            /** Waiting */
            waiting: components["schemas"]["WaitingView"][];
            /**
             * Would Be Sent
             * @description False where there is nothing to say, or you have not asked for it.
             */
            would_be_sent: boolean;
        };
        /**
         * Outcome
         * @description Where a round stands. Everything but ``PENDING`` closes it.
         * @enum {string}
         */
        domain__approvals__values__Outcome: "pending" | "approved" | "rejected" | "changes_requested" | "voided";
        /**
         * Verdict
         * @enum {string}
         */
        domain__approvals__values__Verdict: "approve" | "reject" | "request_changes";
        /**
         * Sort
         * @description Orders of a list of assets.
         * @enum {string}
         */
        domain__assets__repository__Sort: "-created_at" | "name";
        /**
         * Place
         * @description Where something is: the part of the creative, and in markup the element and its spot in the source.
         */
        domain__brand__values__Place: {
            box?: components["schemas"]["Box"] | null;
            /**
             * Column
             * @default 0
             */
            column?: number;
            /**
             * Excerpt
             * @default
             */
            excerpt?: string;
            /**
             * Length
             * @default 0
             */
            length?: number;
            /**
             * Line
             * @default 0
             */
            line?: number;
            /**
             * Offset
             * @default 0
             */
            offset?: number;
            /** Part */
            part: string;
            /**
             * Selector
             * @default
             */
            selector?: string;
        };
        /**
         * Severity
         * @enum {string}
         */
        domain__brand__values__Severity: "error" | "warning" | "note";
        /**
         * Action
         * @description What happens to a broadcast; ``rules.STAGES`` says when. The last two happen by themselves.
         * @enum {string}
         */
        domain__broadcasts__values__Action: "schedule" | "unschedule" | "pause" | "resume" | "choose" | "cancel" | "begin" | "finish";
        /**
         * Stage
         * @enum {string}
         */
        domain__broadcasts__values__Stage: "draft" | "scheduled" | "running" | "paused" | "cancelled" | "done";
        /**
         * Verdict
         * @description What became of a billing notice. Disputed ones are recorded, never dropped, and never count as spend.
         * @enum {string}
         */
        domain__budgets__values__Verdict: "confirmed" | "disputed:late" | "disputed:over_bid" | "disputed:over_lease" | "disputed:unknown_lease" | "disputed:invalid" | "not_billable" | "correction";
        /**
         * Sort
         * @description Orders of a list of campaigns; a dash means descending.
         * @enum {string}
         */
        domain__campaigns__repository__Sort: "-created_at" | "created_at" | "-updated_at" | "name" | "-budget";
        /**
         * Action
         * @description The ten things one can do to it.
         * @enum {string}
         */
        domain__campaigns__values__Action: "submit" | "approve" | "reject" | "request_changes" | "schedule" | "go_live" | "pause" | "resume" | "complete" | "archive";
        /**
         * Stage
         * @description The nine stages of a campaign's life.
         * @enum {string}
         */
        domain__campaigns__values__Stage: "draft" | "in_review" | "approved" | "rejected" | "scheduled" | "live" | "paused" | "completed" | "archived";
        /**
         * Mapping
         * @description What the columns of a file are, by their heading; columns that are not named are left out.
         */
        domain__contacts__files__values__Mapping: {
            /** Columns */
            columns: {
                [key: string]: components["schemas"]["ToIdentity"] | components["schemas"]["ToAttribute"] | components["schemas"]["ToConsent"] | components["schemas"]["ToSaleOptOut"] | components["schemas"]["ToField"];
            };
            /** @default iso */
            dates?: components["schemas"]["DateOrder"];
            /**
             * Decimal Comma
             * @default false
             */
            decimal_comma?: boolean;
            /**
             * Delimiter
             * @default auto
             * @enum {string}
             */
            delimiter?: "auto" | "," | ";" | "\t" | "|";
            /**
             * Empty Removes
             * @default false
             */
            empty_removes?: boolean;
            /**
             * Encoding
             * @default utf-8
             * @enum {string}
             */
            encoding?: "utf-8" | "cp1252" | "latin-1" | "utf-16";
            /**
             * Proof
             * @default
             */
            proof?: string;
            /**
             * Text Version
             * @default
             */
            text_version?: string;
        };
        /**
         * Severity
         * @enum {string}
         */
        domain__content__values__Severity: "error" | "warning" | "note";
        /**
         * Severity
         * @enum {string}
         */
        domain__golive__values__Severity: "blocker" | "warning";
        /**
         * Role
         * @enum {string}
         */
        domain__identity__values__Role: "admin" | "manager" | "operator" | "analyst" | "viewer";
        /**
         * Stage
         * @description Where a dry run stands.
         * @enum {string}
         */
        domain__journeys__rehearsals__values__Stage: "running" | "done" | "cancelled" | "failed";
        /**
         * Outcome
         * @enum {string}
         */
        domain__placements__values__Outcome: "passes" | "fails" | "unknown";
        /**
         * Role
         * @description What a file is in a creative.
         * @enum {string}
         */
        domain__placements__values__Role: "main" | "icon" | "companion" | "video" | "part";
        /**
         * Place
         * @description The part of a campaign that a thread is about.
         * @enum {string}
         */
        domain__workspace__comments__values__Place: "campaign" | "brief" | "audience" | "budget" | "schedule" | "creative";
        /** DomainView */
        DomainView: {
            /**
             * Checked At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            checked_at: string;
            /** Domain */
            domain: string;
            /**
             * Finding
             * @description ``good``, ``weak``, ``missing``, or ``not_checked`` when the domain name system did not answer.
             */
            finding: string;
            /** Records */
            records: components["schemas"]["RecordView"][];
        };
        /** DoneBody */
        DoneBody: {
            /**
             * Done
             * @default true
             */
            done?: boolean;
        };
        /** DoneView */
        DoneView: {
            /** Allowed */
            allowed: string[];
            /**
             * Effect
             * @description What it does to people.
             */
            effect: string;
            stage: components["schemas"]["JourneyStage"];
            /** Version */
            version: number;
        };
        /** Draft */
        Draft: {
            /** Content */
            content?: {
                [key: string]: unknown;
            } | null;
            /**
             * Draft Revision
             * @description The revision that was read: somebody else's change in between is not overwritten.
             */
            draft_revision?: number | null;
            /** Name */
            name?: string | null;
        };
        /**
         * DryRunBody
         * @description A dry run. Whoever is meant by the trigger comes to the door at one instant; nothing leaves, nobody is changed.
         */
        DryRunBody: {
            /**
             * As If New
             * @description Nobody was in this journey before.
             * @default false
             */
            as_if_new?: boolean;
            /**
             * Days
             * @default 30
             */
            days?: number;
            /**
             * Event
             * @description Properties of the event that brings them in, as messages read them.
             */
            event?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Prices
             * @description ``USD *=0.0004`` by channel, where the accounts name no prices.
             */
            prices?: {
                [key: string]: string;
            };
            /**
             * Sample
             * @description About so many, drawn by chance; null takes everybody.
             * @default 5000
             */
            sample?: number | null;
            /**
             * Segment
             * @description Its members instead of those whom the trigger means.
             */
            segment?: string | null;
            /** Starts At */
            starts_at?: string | null;
        };
        /**
         * DspAccountChange
         * @description What to change of an account; what is left out stays. Credentials are replaced as a whole.
         */
        DspAccountChange: {
            /** Bid Url */
            bid_url?: string | null;
            /** Credentials */
            credentials?: {
                [key: string]: string;
            } | null;
            /** Enabled */
            enabled?: boolean | null;
            /** Max Concurrent */
            max_concurrent?: number | null;
            /** Name */
            name?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: string;
            } | null;
            /** Timeout Ms */
            timeout_ms?: number | null;
        };
        /** EditBody */
        EditBody: {
            /**
             * Mentions
             * @default []
             */
            mentions?: string[];
            /** Text */
            text: string;
        };
        /** EditedCampaignView */
        EditedCampaignView: {
            /** Advertiser Domain */
            advertiser_domain: string;
            /** Allowed Actions */
            allowed_actions: components["schemas"]["Action-Output"][];
            /** Approved Revision */
            approved_revision: number | null;
            /**
             * Budget
             * @example 500.00
             */
            budget: string;
            caps: components["schemas"]["Caps"];
            /** Categories */
            categories: string[];
            channel: components["schemas"]["Channel"];
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Currency */
            currency: string;
            /** Daily Budget */
            daily_budget: string | null;
            /** Ends At */
            ends_at: string | null;
            flight: components["schemas"]["Flight"];
            /** Id */
            id: string;
            /** @description What runs, where that is not what is shown here; null where nothing was approved yet. */
            in_force?: components["schemas"]["InForceView"] | null;
            /** Name */
            name: string;
            /**
             * Needs Review
             * @description The new revision runs once people have approved it; until then the approved one goes on running.
             */
            needs_review: boolean;
            /**
             * Note
             * @description Why it is in its stage: the comment of its last transition.
             */
            note: string;
            pacing: components["schemas"]["Pacing"];
            pricing: components["schemas"]["PricingView"];
            /** Revision */
            revision: number;
            stage: components["schemas"]["domain__campaigns__values__Stage"];
            /** Starts At */
            starts_at: string | null;
            targeting: components["schemas"]["Audience"];
            /** Time Zone */
            time_zone: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Went Live At
             * @description When it first went live.
             */
            went_live_at: string | null;
        };
        /** EditedCreativeView */
        EditedCreativeView: {
            /**
             * Apis
             * @default []
             */
            apis?: number[];
            /**
             * Attributes
             * @default []
             */
            attributes?: number[];
            /**
             * Body
             * @default
             */
            body?: string;
            /** Campaign Id */
            campaign_id: string;
            /**
             * Campaign Revision
             * @description The revision of the campaign that holds this change.
             */
            campaign_revision: number;
            /**
             * Categories
             * @default []
             */
            categories?: string[];
            companion?: components["schemas"]["Image"] | null;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Duration S
             * @default 0
             */
            duration_s?: number;
            /**
             * Embedding
             * @default []
             */
            embedding?: number[];
            /**
             * Error Tracker
             * @default
             */
            error_tracker?: string;
            /**
             * Expand Directions
             * @default []
             */
            expand_directions?: number[];
            format: components["schemas"]["CreativeFormat"];
            /**
             * Height
             * @default 0
             */
            height?: number;
            /**
             * Html
             * @default
             */
            html?: string;
            /** Id */
            id: string;
            /**
             * Impression Trackers
             * @default []
             */
            impression_trackers?: string[];
            /** Landing Url */
            landing_url: string;
            /**
             * Language
             * @default
             */
            language?: string;
            /**
             * Media Url
             * @default
             */
            media_url?: string;
            /**
             * Mime
             * @default
             */
            mime?: string;
            /** Name */
            name: string;
            native?: components["schemas"]["NativeExtras"] | null;
            /**
             * Needs Review
             * @description That revision runs once a review has approved it.
             */
            needs_review: boolean;
            /**
             * Playback Trackers
             * @default {}
             */
            playback_trackers?: {
                [key: string]: string;
            };
            /**
             * Skip After S
             * @default 0
             */
            skip_after_s?: number;
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Vast Url
             * @default
             */
            vast_url?: string;
            /** Version */
            version: number;
            /**
             * Width
             * @default 0
             */
            width?: number;
        };
        /**
         * Enforcement
         * @description What a tenant makes of a check.
         * @enum {string}
         */
        Enforcement: "block" | "warn" | "off";
        /**
         * Entry
         * @description Whom to let in. ``context`` is what their messages may say of what brought them, as ``event``.
         */
        Entry: {
            /** Context */
            context?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** People */
            people: string[];
        };
        /**
         * EntryKind
         * @enum {string}
         */
        EntryKind: "campaign" | "broadcast" | "journey";
        /** EntryPage */
        EntryPage: {
            /** Items */
            items: components["schemas"]["api__routes__audit__EntryView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** ErrorBody */
        ErrorBody: {
            error: components["schemas"]["ErrorDetail"];
        };
        /**
         * ErrorDetail
         * @description What went wrong, in which field, and what to do about it.
         */
        ErrorDetail: {
            /** Action */
            action?: string | null;
            /** Allowed */
            allowed?: string[] | null;
            /** Changed */
            changed?: components["schemas"]["ChangeDetail"][] | null;
            /**
             * Code
             * @example invalid_input
             */
            code: string;
            /**
             * Field
             * @example budget
             */
            field?: string | null;
            /**
             * Message
             * @example budget is not an amount
             */
            message: string;
            /** Problems */
            problems?: components["schemas"]["Problem"][] | null;
            /**
             * Remedy
             * @example Send it as a string like '12.50'.
             */
            remedy?: string | null;
            /** Revision Hash */
            revision_hash?: string | null;
            /** Stage */
            stage?: string | null;
        };
        /** EstimateOrder */
        EstimateOrder: {
            /** Where */
            where: components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"] | components["schemas"]["Attribute"] | components["schemas"]["Computed"] | components["schemas"]["Did"] | components["schemas"]["InOrder"] | components["schemas"]["InSegment"];
        };
        /** EventPage */
        EventPage: {
            /** Events */
            events: components["schemas"]["EventView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** EventView */
        EventView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Event Id */
            event_id: string;
            /** Name */
            name: string;
            /** Properties */
            properties: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Received At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            received_at: string;
            /** Source */
            source: string;
        };
        /**
         * ExchangeChange
         * @description What to change of an exchange; what is left out stays.
         */
        ExchangeChange: {
            /** Currencies */
            currencies?: string[] | null;
            /** Gzip Responses */
            gzip_responses?: boolean | null;
            /** Match Users */
            match_users?: boolean | null;
            /** Network Margin Ms */
            network_margin_ms?: number | null;
            /** No Bid Body */
            no_bid_body?: boolean | null;
            price_encryption?: components["schemas"]["PriceEncryption"] | null;
            /** Qps Limit */
            qps_limit?: number | null;
            /** Require Schain */
            require_schain?: boolean | null;
            /** Requires Creative Approval */
            requires_creative_approval?: boolean | null;
            /** Seats */
            seats?: string[] | null;
            /** Sync Url */
            sync_url?: string | null;
            /** Tenants */
            tenants?: string[] | null;
        };
        /** ExchangePage */
        ExchangePage: {
            /** Items */
            items: components["schemas"]["ExchangeView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** ExchangeView */
        ExchangeView: {
            /** Currencies */
            currencies: string[];
            /** Gzip Responses */
            gzip_responses: boolean;
            /** Id */
            id: string;
            /** Match Users */
            match_users: boolean;
            /** Name */
            name: string;
            /**
             * Network Margin Ms
             * @description What of ``tmax`` is left to the network; null where the bidders measure it.
             */
            network_margin_ms: number | null;
            /** No Bid Body */
            no_bid_body: boolean;
            /**
             * Old Secret Until
             * @description Until when the secret before the present one is good as well.
             */
            old_secret_until: string | null;
            /**
             * Open
             * @description Takes requests without a secret; in demo mode only.
             */
            open: boolean;
            price_encryption: components["schemas"]["PriceEncryption"];
            /**
             * Qps Limit
             * @description 0 means unlimited.
             */
            qps_limit: number;
            /** Require Schain */
            require_schain: boolean;
            /** Requires Creative Approval */
            requires_creative_approval: boolean;
            /** Revision */
            revision: number;
            /** Revoked */
            revoked: boolean;
            /** Seats */
            seats: string[];
            /** Sync Url */
            sync_url: string;
            /** Tenants */
            tenants: string[];
        };
        /** ExecutionView */
        ExecutionView: {
            /**
             * Url
             * @description In the Temporal Web UI; null where there is none, and before the campaign was submitted.
             */
            url: string | null;
        };
        /** ExpectedView */
        ExpectedView: {
            /**
             * Margin
             * @description Right to within so many, 19 times of 20.
             */
            margin: number;
            /** People */
            people: number;
        };
        /** ExplainBody */
        ExplainBody: {
            /**
             * Exchange Id
             * @description Who would send it.
             */
            exchange_id: string;
            /**
             * Request
             * @description An OpenRTB 2.6 bid request.
             */
            request: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /** ExplainedView */
        ExplainedView: {
            /** Attempts */
            attempts: number;
            channel: components["schemas"]["Channel"];
            /** Clicked At */
            clicked_at: string | null;
            /** Cost */
            cost: string;
            /** Currency */
            currency: string;
            /** Delivered At */
            delivered_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Feedback */
            feedback: components["schemas"]["FeedbackView"][];
            /** In Words */
            in_words: string;
            /** Key */
            key: string;
            /**
             * Looks
             * @description Every time it was looked at, gate by gate.
             */
            looks: components["schemas"]["LookView"][];
            /** Message Id */
            message_id: string;
            /** Opened At */
            opened_at: string | null;
            /** Person Id */
            person_id: string;
            /**
             * Planned At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            planned_at: string;
            /** Provider */
            provider: string;
            /** Provider Message Id */
            provider_message_id: string;
            /**
             * Reason
             * @description The gate or cause that refused it, or what it waits for.
             */
            reason: string;
            /** Segments */
            segments: number;
            /** Settled At */
            settled_at: string | null;
            /** Source */
            source: string;
            status: components["schemas"]["MessageStatus"];
            /** Step */
            step: string;
            /** Template Id */
            template_id: string;
            /** Template Version */
            template_version: number;
        };
        /**
         * ExplanationView
         * @description Why it spends what it spends: what blocks it first, then what costs it traffic, by how much.
         */
        ExplanationView: {
            /** Campaign Id */
            campaign_id: string;
            /** Currency */
            currency: string;
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /**
             * Is Spending
             * @description Something was billed in the window.
             */
            is_spending: boolean;
            /** Reasons */
            reasons: components["schemas"]["ReasonView"][];
            stage: components["schemas"]["domain__campaigns__values__Stage"];
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
            /** @description None while analytics is away: then the reasons are those that SQL and the banker know. */
            traffic: components["schemas"]["TrafficView"] | null;
        };
        /** ExportBody */
        ExportBody: {
            /** Asset Ids */
            asset_ids?: string[];
            /** Creative Id */
            creative_id?: string | null;
            /**
             * Placements
             * @description Each has to take it.
             */
            placements: string[];
            /**
             * @description Goes with ``asset_ids``.
             * @default {
             *       "body": "",
             *       "cta": "",
             *       "sponsored": "",
             *       "title": ""
             *     }
             */
            texts?: components["schemas"]["TextsBody"];
        };
        /** ExportedAsset */
        ExportedAsset: {
            /** Asset Id */
            asset_id: string;
            /** Version */
            version: number;
        };
        /** ExportedFor */
        ExportedFor: {
            /** Placement */
            placement: string;
            /** Version */
            version: number;
        };
        /** ExportPage */
        ExportPage: {
            /** Items */
            items: components["schemas"]["ExportView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** ExportView */
        ExportView: {
            /** Assets */
            assets: components["schemas"]["ExportedAsset"][];
            /** Campaign Id */
            campaign_id: string | null;
            /**
             * Creative Id
             * @description Null for a package of assets alone.
             */
            creative_id: string | null;
            /**
             * Exported At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            exported_at: string;
            /** Exported By */
            exported_by: string;
            /** Fetched At */
            fetched_at: string | null;
            /**
             * Fetched By
             * @description Who fetched it last.
             */
            fetched_by: string;
            /** Fetches */
            fetches: number;
            /** Id */
            id: string;
            /**
             * Manifest Sha256
             * @description Two packages that say the same have the same.
             */
            manifest_sha256: string;
            /** Placements */
            placements: components["schemas"]["ExportedFor"][];
            /** Size Bytes */
            size_bytes: number;
        };
        /**
         * Fault
         * @description What can be wrong.
         * @enum {string}
         */
        Fault: "format" | "missing" | "media_type" | "codec" | "size" | "aspect" | "duration" | "bitrate" | "weight" | "requests" | "sound" | "text" | "unread";
        /** FaultView */
        FaultView: {
            /** Remedy */
            remedy: string;
            /** Rule */
            rule: string;
            /**
             * Step
             * @description Empty for the whole.
             */
            step: string;
        };
        /** FeedbackView */
        FeedbackView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Is Bot */
            is_bot: boolean;
            /** Kind */
            kind: string;
            /** Reason */
            reason: string;
            /** Url */
            url: string;
        };
        /** FeedView */
        FeedView: {
            /** Items */
            items: components["schemas"]["api__routes__feeds__ItemView"][];
        };
        /** FetchedView */
        FetchedView: {
            /**
             * Reason
             * @description Why there is nothing; empty when there is.
             */
            reason: string;
            value: components["schemas"]["JsonValue"];
        };
        /** FiguresView */
        FiguresView: {
            /** Bot Clicks */
            bot_clicks: number;
            /**
             * Bot Opens
             * @description By proxies and scanners; in no rate.
             */
            bot_opens: number;
            /** Bounce Rate */
            bounce_rate: number;
            /** Bounces */
            bounces: number;
            /** Channel */
            channel: string;
            /** Click Rate */
            click_rate: number;
            /** Clicks */
            clicks: number;
            /**
             * Cost
             * @description By currency.
             */
            cost: {
                [key: string]: string;
            };
            /** Delivered */
            delivered: number;
            /** Dropped */
            dropped: number;
            /** Failed */
            failed: number;
            /** Open Rate */
            open_rate: number;
            /** Opens */
            opens: number;
            /** Refused */
            refused: {
                [key: string]: number;
            };
            /** Replies */
            replies: number;
            /** Segments */
            segments: number;
            /** Source */
            source: string;
            /** Spam Reports */
            spam_reports: number;
            /** Step */
            step: string;
            /** Total Sent */
            total_sent: number;
            /** Undelivered */
            undelivered: number;
            /** Unique Clicks */
            unique_clicks: number;
            /** Unique Opens */
            unique_opens: number;
            /** Unknown */
            unknown: number;
            /** Unsubscribes */
            unsubscribes: number;
        };
        /** FileView */
        FileView: {
            /**
             * Audio Codec
             * @description Empty where there is none, or nobody could read it.
             */
            audio_codec: string;
            /**
             * Duration Ms
             * @description Of what moves or sounds; null where it does neither, or nobody could read how long.
             */
            duration_ms: number | null;
            /** Frames */
            frames: number;
            /** Has Thumbnail */
            has_thumbnail: boolean;
            /**
             * Height
             * @description In pixels; 0 where a file has no size of its own.
             */
            height: number;
            /** Media Type */
            media_type: string;
            /**
             * Removed
             * @description What was taken out because it could run or reach out.
             */
            removed: string[];
            /**
             * Sha256
             * @description Names the file when an asset or a version is made of it. Of a cleaned file: of what is kept.
             */
            sha256: string;
            /** Size Bytes */
            size_bytes: number;
            /**
             * Uploaded At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            uploaded_at: string;
            /** Video Codec */
            video_codec: string;
            /** Width */
            width: number;
        };
        /**
         * Finding
         * @description One thing that is wrong: what, why, how bad, what to do, and where.
         */
        Finding: {
            /** Message */
            message: string;
            /**
             * Places
             * @default []
             */
            places?: components["schemas"]["domain__brand__values__Place"][];
            /** Remedy */
            remedy: string;
            rule: components["schemas"]["Rule"];
            severity: components["schemas"]["domain__brand__values__Severity"];
            /**
             * Times
             * @default 1
             */
            times?: number;
            /** Why */
            why: string;
        };
        /**
         * Flight
         * @description When it runs by its schedule.
         */
        Flight: {
            /** Ends At */
            ends_at: string | null;
            /** Starts At */
            starts_at: string | null;
        };
        /** FolderBody */
        FolderBody: {
            /** Name */
            name: string;
            /**
             * Parent Id
             * @default
             */
            parent_id?: string;
        };
        /** FolderPatch */
        FolderPatch: {
            /** Name */
            name?: string | null;
            /**
             * Parent Id
             * @description Where it lies from now on; empty is the library's top.
             */
            parent_id?: string | null;
        };
        /** FolderView */
        FolderView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Parent Id */
            parent_id: string;
            /** Path */
            path: string;
        };
        /**
         * FontRule
         * @description A font that text of one use may be set in, from one size to another. No weights means any weight.
         */
        FontRule: {
            /** Family */
            family: string;
            /** Least Px */
            least_px: number;
            /** Most Px */
            most_px: number;
            /** Use */
            use: string;
            /**
             * Weights
             * @default []
             */
            weights?: number[];
        };
        /**
         * Forbidden
         * @description What a brand never says, and what it says instead.
         */
        Forbidden: {
            /**
             * Instead
             * @default
             */
            instead?: string;
            /** Term */
            term: string;
        };
        /** ForecastBody */
        ForecastBody: {
            /**
             * Hours
             * @description How far back to replay.
             * @default 24
             */
            hours?: number;
            /**
             * Model Version
             * @description A version of the registry, or `shipped`, to score with instead of the live one.
             */
            model_version?: string | null;
            /** @description As if the campaign were paced so: `even` and `forecast` hold it to its daily budget, or to its budget over the period. */
            pacing?: components["schemas"]["Pacing"] | null;
        };
        /**
         * ForecastFigures
         * @description Counts are projected from a sample of the requests, by the rates, model and paces in force or assumed.
         *
         *     Caps are not replayed.
         */
        ForecastFigures: {
            /**
             * Average Cpm
             * @example 500.00
             */
            average_cpm: string;
            /** Bids */
            bids: number;
            bids_between: components["schemas"]["IntervalView"];
            /** Currency */
            currency: string;
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /** Hours */
            hours: components["schemas"]["ForecastHourView"][];
            /**
             * Made At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            made_at: string;
            /**
             * Model Version
             * @description That was assumed; empty for the live one.
             */
            model_version: string;
            /**
             * Pacing
             * @description That was assumed; empty for that of the revision, at the share it goes for now.
             */
            pacing: string;
            /**
             * Refusals
             * @description How far the campaign came in how many requests: `bid`, or the code of its refusal.
             */
            refusals: {
                [key: string]: number;
            };
            /** Requests */
            requests: number;
            /** Revision */
            revision: number;
            /** Sampled Requests */
            sampled_requests: number;
            /**
             * Share
             * @description Of what it was offered, that the campaign went for under the pacing assumed.
             */
            share: number;
            /**
             * Spend
             * @description What the budget allows of it, in `currency`.
             */
            spend: string;
            /**
             * Spend Between
             * @description Of `spend_without_budget`.
             */
            spend_between: [
                string,
                string
            ];
            /** Spend Without Budget */
            spend_without_budget: string;
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
            /**
             * Unheard
             * @description Exchanges it would bid on of which nothing was heard in the period: `wins` and `spend` leave them out.
             */
            unheard: string[];
            /** Wins */
            wins: number;
            /** @description Without regard to the budget. */
            wins_between: components["schemas"]["IntervalView"];
        };
        /** ForecastHourView */
        ForecastHourView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Bids */
            bids: number;
            /** Requests */
            requests: number;
            /** Spend */
            spend: string;
            /** Wins */
            wins: number;
        };
        /**
         * ForecastView
         * @description `queued`, `running`, `done` or `failed`; the figures are there once it is done.
         */
        ForecastView: {
            /** Campaign Id */
            campaign_id: string;
            figures: components["schemas"]["ForecastFigures"] | null;
            /** Forecast Id */
            forecast_id: string;
            /** Problem */
            problem: string;
            /** Progress */
            progress: number;
            /** Revision */
            revision: number;
            /** State */
            state: string;
        };
        /** Forgotten */
        Forgotten: {
            /** Email */
            email: string;
            /** Tenant Id */
            tenant_id: string;
        };
        /** FoundView */
        FoundView: {
            /** Contacts */
            contacts: components["schemas"]["ContactView"][];
            /**
             * Has More
             * @description There are others whose names begin so: send more of the name.
             */
            has_more: boolean;
        };
        /**
         * Gate
         * @description In the order in which a message meets them.
         * @enum {string}
         */
        Gate: "eligibility" | "holdout" | "consent" | "suppression" | "frequency_cap" | "quiet_hours" | "send_time";
        /**
         * GateRuleBody
         * @description What to make of a check, or of a family of checks such as ``link``: block, warn, or do not ask.
         */
        GateRuleBody: {
            /**
             * Budget From
             * @description US dollars.
             */
            budget_from?: string | null;
            /**
             * Channels
             * @description None means all.
             */
            channels?: components["schemas"]["Channel"][];
            /** Check */
            check: string;
            enforcement: components["schemas"]["Enforcement"];
            /** Name */
            name: string;
        };
        /** GateRulesBody */
        GateRulesBody: {
            /**
             * Rules
             * @description All of them; none leaves every check as we ship it.
             */
            rules: components["schemas"]["GateRuleBody"][];
        };
        /** GateRulesView */
        GateRulesView: {
            /** Rules */
            rules: components["schemas"]["GateRuleView"][];
        };
        /** GateRuleView */
        GateRuleView: {
            /** Budget From */
            budget_from: string | null;
            /** Channels */
            channels: components["schemas"]["Channel"][];
            /** Check */
            check: string;
            enforcement: components["schemas"]["Enforcement"];
            /** Name */
            name: string;
        };
        /**
         * Goal
         * @description What a campaign pays for: impressions as such, or the clicks or conversions the model expects of them.
         * @enum {string}
         */
        Goal: "reach" | "clicks" | "conversions";
        /** GoingOutView */
        GoingOutView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Id */
            id: string;
            kind: components["schemas"]["EntryKind"];
            /** Name */
            name: string;
            /** Size */
            size: string;
        };
        /**
         * Grain
         * @description How long a stretch is.
         * @enum {string}
         */
        Grain: "hour" | "day";
        /** HabitView */
        HabitView: {
            /** Messages */
            messages: number;
            /**
             * Opens By Hour
             * @description 24 counts, by the hour of the receiver's own day.
             */
            opens_by_hour: number[];
            /** Whose */
            whose: string;
        };
        /**
         * Happening
         * @description An event by its name and its properties.
         */
        Happening: {
            /** Event */
            event: string;
            /**
             * Where
             * @default []
             */
            where?: components["schemas"]["Property"][];
        };
        /**
         * HeadView
         * @description Where one of the tenant's chains ends. Note it elsewhere: ``audit verify --noted`` holds the chain against it later.
         */
        HeadView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Chain */
            chain: string;
            /** Hash */
            hash: string;
            /**
             * Noted
             * @description All of it in the form that ``campaign-express audit verify --noted`` takes.
             */
            noted: string;
            /** Sequence */
            sequence: number;
        };
        /**
         * Health
         * @description ``ready`` needs the databases and NATS; without Temporal reads work and actions answer 503 until it is back.
         */
        Health: {
            /** Checks */
            checks: {
                [key: string]: boolean;
            };
            /**
             * Status
             * @enum {string}
             */
            status: "ready" | "not_ready";
        };
        /**
         * HistoryView
         * @description Who somebody was besides, and all they ever said about being written to, the oldest first.
         */
        HistoryView: {
            /** Consents */
            consents: components["schemas"]["SaidView"][];
            /** Merges */
            merges: components["schemas"]["MergeView"][];
        };
        /**
         * How
         * @description By which way somebody said what they said.
         * @enum {string}
         */
        How: "form" | "double_opt_in" | "preference_page" | "call" | "in_person" | "opt_out_link" | "global_privacy_control" | "unsubscribe" | "resubscribe" | "complaint" | "api" | "import" | "untold";
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /** IdentityBody */
        IdentityBody: {
            kind: components["schemas"]["IdentityType"];
            /** Value */
            value: string;
        };
        /**
         * IdentityKind
         * @description What a person may be known by, from what tells them best to what may change hands.
         * @enum {string}
         */
        IdentityKind: "external_id" | "loyalty_id" | "email" | "phone" | "exchange_id" | "anonymous_id";
        /**
         * IdentityType
         * @description What a suppression knows somebody by.
         * @enum {string}
         */
        IdentityType: "email" | "phone" | "person";
        /**
         * Image
         * @description An image beside the main one, by its address and size.
         */
        Image: {
            /** Height */
            height: number;
            /**
             * Mime
             * @default
             */
            mime?: string;
            /** Url */
            url: string;
            /** Width */
            width: number;
        };
        /** ImportedView */
        ImportedView: {
            /** Added */
            added: number;
            /**
             * Faults
             * @description Of lines that were left out, the first thousand.
             */
            faults: components["schemas"]["LineFault"][];
        };
        /**
         * ImportState
         * @description How far an import is.
         * @enum {string}
         */
        ImportState: "running" | "done" | "stopped";
        /**
         * InForce
         * @description What creatives are held against. ``kit_id`` is empty and ``version`` 0 for what every tenant starts with.
         */
        InForce: {
            content: components["schemas"]["Kit"];
            /** Kit Id */
            kit_id: string;
            /** Version */
            version: number;
        };
        /**
         * InForceView
         * @description What is in force while a newer revision is not, and who wrote that one.
         */
        InForceView: {
            /**
             * Budget
             * @example 500.00
             */
            budget: string;
            /**
             * Changed At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            changed_at: string;
            /** Changed By */
            changed_by: string;
            /** Currency */
            currency: string;
            /** Daily Budget */
            daily_budget: string | null;
            /**
             * Under Review
             * @description Whether the newer one waits for a review now; it was sent back otherwise, or is about to be put before one.
             */
            under_review: boolean;
        };
        /**
         * IngestView
         * @description Accepted items are stored for good; each takes effect once, however often it is sent.
         */
        IngestView: {
            /** Accepted */
            accepted: number;
            /** Items */
            items: components["schemas"]["api__routes__channels_ingest__ItemView"][];
            /** Refused */
            refused: number;
        };
        /**
         * InOrder
         * @description Things that happened one after the other, the first no longer ago than ``within_minutes``.
         */
        InOrder: {
            /** Events */
            events: components["schemas"]["Happening"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "in_order";
            /** Within Minutes */
            within_minutes: number;
        };
        /** InSegment */
        InSegment: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "in_segment";
            /** Segment */
            segment: string;
        };
        /**
         * IntervalView
         * @description Where the true figure lies, 95 times in 100, as far as sampling decides it.
         */
        IntervalView: {
            /** High */
            high: number;
            /** Low */
            low: number;
        };
        /** InvitationView */
        InvitationView: {
            /**
             * Expires At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            expires_at: string;
            /** User Id */
            user_id: string;
            /**
             * Voucher
             * @description Shown this once: we keep its digest alone. Null when it was mailed.
             */
            voucher: string | null;
        };
        /** IssuedExchangeView */
        IssuedExchangeView: {
            /** Currencies */
            currencies: string[];
            /** Gzip Responses */
            gzip_responses: boolean;
            /** Id */
            id: string;
            /** Match Users */
            match_users: boolean;
            /** Name */
            name: string;
            /**
             * Network Margin Ms
             * @description What of ``tmax`` is left to the network; null where the bidders measure it.
             */
            network_margin_ms: number | null;
            /** No Bid Body */
            no_bid_body: boolean;
            /**
             * Old Secret Until
             * @description Until when the secret before the present one is good as well.
             */
            old_secret_until: string | null;
            /**
             * Open
             * @description Takes requests without a secret; in demo mode only.
             */
            open: boolean;
            price_encryption: components["schemas"]["PriceEncryption"];
            /**
             * Published
             * @description Whether every door has been told; if not, ingest tells them within a minute.
             */
            published: boolean;
            /**
             * Qps Limit
             * @description 0 means unlimited.
             */
            qps_limit: number;
            /** Require Schain */
            require_schain: boolean;
            /** Requires Creative Approval */
            requires_creative_approval: boolean;
            /** Revision */
            revision: number;
            /** Revoked */
            revoked: boolean;
            /** Seats */
            seats: string[];
            /**
             * Secret
             * @description Shown this once: we keep its digest alone. Empty for an open exchange.
             */
            secret: string;
            /** Sync Url */
            sync_url: string;
            /** Tenants */
            tenants: string[];
        };
        /** IssuedTokenView */
        IssuedTokenView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Demo */
            demo: boolean;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: string;
            /**
             * Last Used At
             * @description To the minute.
             */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Requests Per Minute */
            requests_per_minute: number | null;
            /** Revoked */
            revoked: boolean;
            /**
             * Scopes
             * @description None narrow nothing: the key may do whatever its user may.
             */
            scopes: string[] | null;
            /**
             * Secret
             * @description Shown this once: we keep its digest alone.
             * @default
             */
            secret?: string;
            /** Tenant Id */
            tenant_id: string;
            /** User Id */
            user_id: string;
        };
        /** ItemIds */
        ItemIds: {
            /** Ids */
            ids: string[];
        };
        /** ItemPage */
        ItemPage: {
            /** Items */
            items: components["schemas"]["api__routes__catalogues__ItemView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** Items */
        Items: {
            /** Items */
            items: components["schemas"]["NewItem"][];
        };
        /**
         * Joining
         * @description What becomes of somebody whom nobody has made an account for.
         * @enum {string}
         */
        Joining: "invited" | "just_in_time";
        /**
         * JourneyAction
         * @description What somebody may do to a journey; ``rules.STAGES`` says when.
         * @enum {string}
         */
        JourneyAction: "publish" | "pause" | "resume" | "complete" | "archive";
        /**
         * JourneyStage
         * @description A journey's life. Draft and live exist side by side: the draft is the next version.
         * @enum {string}
         */
        JourneyStage: "draft" | "active" | "paused" | "completed" | "archived";
        /** JourneysView */
        JourneysView: {
            /** Journeys */
            journeys: components["schemas"]["JourneyView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** JourneyView */
        JourneyView: {
            /** Allowed */
            allowed: string[];
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Draft By
             * @description Whoever changed the draft last, publishing it among that; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /** Estimated People */
            estimated_people: number;
            /** Has Draft */
            has_draft: boolean;
            /** Id */
            id: string;
            /**
             * Live Version
             * @description 0 before the first publication.
             */
            live_version: number;
            /**
             * Mode
             * @description ``individual`` or ``cohort``; empty before the first publication.
             */
            mode: string;
            /** Name */
            name: string;
            stage: components["schemas"]["JourneyStage"];
            /** Trigger */
            trigger: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        JsonValue: unknown;
        /** KeptView */
        KeptView: {
            /** Kept */
            kept: string;
            /** Kind */
            kind: string;
        };
        /**
         * Kit
         * @description Everything a creative is held against. An empty part asks for nothing.
         */
        Kit: {
            /**
             * Fonts
             * @default []
             */
            fonts?: components["schemas"]["FontRule"][];
            /**
             * @default {
             *       "background_tolerance": 5,
             *       "backgrounds": [],
             *       "clear_space": 0,
             *       "least_height_px": 0,
             *       "least_width_px": 0
             *     }
             */
            logo?: components["schemas"]["LogoRules"];
            palette?: components["schemas"]["Palette"] | null;
            /**
             * @default {
             *       "approved": [],
             *       "approved_at_least": 0,
             *       "forbidden": []
             *     }
             */
            tone?: components["schemas"]["Tone"];
        };
        /**
         * KitBody
         * @description A kit as its author writes it. Left out, ``content`` begins as what every tenant starts with.
         */
        KitBody: {
            /**
             * @default {
             *       "fonts": [
             *         {
             *           "family": "Inter",
             *           "least_px": 14,
             *           "most_px": 20,
             *           "use": "body",
             *           "weights": []
             *         },
             *         {
             *           "family": "Inter",
             *           "least_px": 18,
             *           "most_px": 72,
             *           "use": "heading",
             *           "weights": []
             *         },
             *         {
             *           "family": "Roboto Mono",
             *           "least_px": 12,
             *           "most_px": 16,
             *           "use": "code",
             *           "weights": []
             *         }
             *       ],
             *       "logo": {
             *         "background_tolerance": 5,
             *         "backgrounds": [
             *           "#FFFFFF",
             *           "#F5F7FA",
             *           "#1A1A2E"
             *         ],
             *         "clear_space": 0.25,
             *         "least_height_px": 24,
             *         "least_width_px": 80
             *       },
             *       "palette": {
             *         "colours": [
             *           {
             *             "hex": "#1B4FDB",
             *             "name": "Primary"
             *           },
             *           {
             *             "hex": "#FF6B35",
             *             "name": "Secondary"
             *           },
             *           {
             *             "hex": "#00D4AA",
             *             "name": "Accent"
             *           },
             *           {
             *             "hex": "#1A1A2E",
             *             "name": "Ink"
             *           },
             *           {
             *             "hex": "#F5F7FA",
             *             "name": "Mist"
             *           },
             *           {
             *             "hex": "#FFFFFF",
             *             "name": "White"
             *           }
             *         ],
             *         "image_share_outside": 0.2,
             *         "tolerance": 3
             *       },
             *       "tone": {
             *         "approved": [
             *           "innovative",
             *           "effortless",
             *           "intelligent",
             *           "personal",
             *           "trusted",
             *           "simple"
             *         ],
             *         "approved_at_least": 1,
             *         "forbidden": [
             *           {
             *             "instead": "affordable",
             *             "term": "cheap"
             *           },
             *           {
             *             "instead": "designed to",
             *             "term": "guaranteed"
             *           },
             *           {
             *             "instead": "easy to try",
             *             "term": "risk-free"
             *           },
             *           {
             *             "instead": "",
             *             "term": "miracle"
             *           },
             *           {
             *             "instead": "see it today",
             *             "term": "act now"
             *           }
             *         ]
             *       }
             *     }
             */
            content?: components["schemas"]["Kit"];
            /** Name */
            name: string;
        };
        /** KitPage */
        KitPage: {
            /** Items */
            items: components["schemas"]["KitView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * KitVersion
         * @description What a kit asked for from one publication to the next; it never changes.
         */
        KitVersion: {
            /** Comment */
            comment: string;
            content: components["schemas"]["Kit"];
            /**
             * Published At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            published_at: string;
            /** Published By */
            published_by: string;
            /** Version */
            version: number;
        };
        /**
         * KitView
         * @description A kit, and whether somebody is writing its next version.
         */
        KitView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Has Draft */
            has_draft: boolean;
            /** Id */
            id: string;
            /** Is Archived */
            is_archived: boolean;
            /**
             * Is Default
             * @description Creatives are held against it where no kit is named.
             */
            is_default: boolean;
            /**
             * Live Version
             * @description 0 before the first is published.
             */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Revision
             * @description Rises with every change; also the ETag.
             */
            revision: number;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** KitWhole */
        KitWhole: {
            /** @description The draft, or without one what is live. */
            content: components["schemas"]["Kit"];
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Has Draft */
            has_draft: boolean;
            /** Id */
            id: string;
            /** Is Archived */
            is_archived: boolean;
            /**
             * Is Default
             * @description Creatives are held against it where no kit is named.
             */
            is_default: boolean;
            /**
             * Live Version
             * @description 0 before the first is published.
             */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Revision
             * @description Rises with every change; also the ETag.
             */
            revision: number;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /**
         * LastDigestView
         * @description What became of the digest of your last day that had one.
         */
        LastDigestView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Day */
            day: string;
            state: components["schemas"]["DigestState"];
            /**
             * Why
             * @description Why it was not sent; that nobody has set up mail, say.
             */
            why: string;
        };
        /**
         * LaunchBody
         * @description Whatever is known already; the rest may follow.
         */
        LaunchBody: {
            /** @default {} */
            audience?: components["schemas"]["AudienceBody"];
            /**
             * @default {
             *       "categories": [],
             *       "channel": "paid_media",
             *       "objective": ""
             *     }
             */
            brief?: components["schemas"]["BriefBody"];
            /**
             * @default {
             *       "pacing": "asap",
             *       "time_zone": "UTC"
             *     }
             */
            budget?: components["schemas"]["BudgetBody"];
            /**
             * Creatives
             * @description As `POST /management/creatives` takes them, without campaign; instead of `media_url` an `asset_id` of the library, or the
             *     `file` (its sha256) of an upload, of which an asset is made.
             * @default []
             */
            creatives?: {
                [key: string]: components["schemas"]["JsonValue"];
            }[];
            /** @default {} */
            schedule?: components["schemas"]["ScheduleBody"];
        };
        /** LaunchPage */
        LaunchPage: {
            /** Items */
            items: components["schemas"]["LaunchView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * LaunchView
         * @description A launch: what was said, which steps are done, and what comes next.
         */
        LaunchView: {
            audience: components["schemas"]["api__routes__launches__AudienceView"];
            brief: components["schemas"]["BriefView"];
            budget: components["schemas"]["BudgetSectionView"];
            /** Campaign Id */
            campaign_id: string | null;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Creatives */
            creatives: components["schemas"]["CreativeView"][];
            /** Id */
            id: string;
            next: components["schemas"]["NextView"];
            /**
             * Revision
             * @description Of what the sections say. Send it back in If-Match to change what you have read, and nothing newer.
             */
            revision: string;
            schedule: components["schemas"]["ScheduleView"];
            /** @description None before brief and budget are complete and the campaign is made. */
            stage: components["schemas"]["domain__campaigns__values__Stage"] | null;
            /** Steps */
            steps: components["schemas"]["api__routes__launches__StepView"][];
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /** Waiting Creatives */
            waiting_creatives: components["schemas"]["WaitingCreative"][];
        };
        /**
         * Law
         * @description By which it is due.
         * @enum {string}
         */
        Law: "gdpr" | "ccpa";
        /** LeadView */
        LeadView: {
            /** Difference */
            difference: number;
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Over */
            over: string;
            /**
             * P Value
             * @description Corrected for all pairs.
             */
            p_value: number;
        };
        /** LedgerPage */
        LedgerPage: {
            /** Items */
            items: components["schemas"]["api__routes__ledger__EntryView"][];
            /**
             * Next Before
             * @description Send it as `before` for the next page.
             */
            next_before: number | null;
        };
        /** LetterPage */
        LetterPage: {
            /** Messages */
            messages: components["schemas"]["LetterSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** LetterSummary */
        LetterSummary: {
            /** Address */
            address: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Channel */
            channel: string;
            /** Message Id */
            message_id: string;
            /** Person Id */
            person_id: string;
            /**
             * Sender
             * @description The address it is from, or the name where there is no address.
             */
            sender: string;
            /** Sender Name */
            sender_name: string;
            /** Source */
            source: string;
            /**
             * Subject
             * @description Or its title, or the beginning of its text, on channels without subjects.
             */
            subject: string;
        };
        /** LetterView */
        LetterView: {
            /** Address */
            address: string;
            /** App */
            app: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Body */
            body: string;
            /** Channel */
            channel: string;
            /** Data */
            data: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Headers */
            headers: {
                [key: string]: string;
            };
            /** Html */
            html: string;
            /** Ids */
            ids: {
                [key: string]: string;
            };
            /** Media Urls */
            media_urls: string[];
            /** Message Id */
            message_id: string;
            /** Person Id */
            person_id: string;
            /** Platform */
            platform: string;
            /** Postal Address */
            postal_address: string;
            /** Reply To */
            reply_to: string;
            /**
             * Sender
             * @description The address it is from, or the name where there is no address.
             */
            sender: string;
            /** Sender Name */
            sender_name: string;
            /** Source */
            source: string;
            /**
             * Subject
             * @description Or its title, or the beginning of its text, on channels without subjects.
             */
            subject: string;
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Unsubscribe Url */
            unsubscribe_url: string;
        };
        /** LineFault */
        LineFault: {
            /** Field */
            field: string | null;
            /** Line */
            line: number;
            /** Message */
            message: string;
            /** Remedy */
            remedy: string | null;
        };
        /**
         * LineView
         * @description One count: ``entered``, ``turned_away``, ``held_out``, ``passed``, ``sent``, ``refused``, ``put_off``, ``cost_nanos``...
         */
        LineView: {
            /**
             * Examples
             * @description Ids of a few of whom it is true, for the simulator.
             */
            examples: string[];
            /**
             * Of
             * @description By step, channel, day, gate and reason, as far as ``what`` has them.
             */
            of: string[];
            people: components["schemas"]["api__routes__rehearsals__EstimateView"];
            /** What */
            what: string;
        };
        /**
         * LinkView
         * @description That a provider knows a person; by which subject, nobody needs to read.
         */
        LinkView: {
            /**
             * Last Used At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            last_used_at: string;
            /**
             * Linked At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            linked_at: string;
            /** Provider Id */
            provider_id: string;
        };
        /**
         * Listed
         * @description Whoever was put in: by hand, by the API, by a journey.
         */
        Listed: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "list";
        };
        /**
         * LogoRules
         * @description How a logo may be shown. Sizes are CSS pixels in markup and pixels in images; 0 asks for nothing.
         */
        LogoRules: {
            /**
             * Background Tolerance
             * @default 5
             */
            background_tolerance?: number;
            /**
             * Backgrounds
             * @default []
             */
            backgrounds?: string[];
            /**
             * Clear Space
             * @default 0
             */
            clear_space?: number;
            /**
             * Least Height Px
             * @default 0
             */
            least_height_px?: number;
            /**
             * Least Width Px
             * @default 0
             */
            least_width_px?: number;
        };
        /**
         * Lookalike
         * @description People like the members of ``seed``: worked out at each refresh, see ``domain.segments.likeness``. The seed itself is not in it.
         */
        Lookalike: {
            /**
             * Attributes
             * @default []
             */
            attributes?: string[];
            /**
             * Events
             * @default []
             */
            events?: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "lookalike";
            /** Seed */
            seed: string;
            /**
             * Similarity
             * @default 0.5
             */
            similarity?: number;
            /**
             * Within Days
             * @default 90
             */
            within_days?: number;
        };
        /** LookView */
        LookView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /**
             * Note
             * @description What happened beside the gates: rendering, throttles, the vendor's own words.
             */
            note: string;
            /**
             * Verdicts
             * @description In the order of the gates, up to the one that decided.
             */
            verdicts: components["schemas"]["api__routes__messages__VerdictView"][];
        };
        /**
         * LotView
         * @description One impression in the open (no `deal_id`), or one of its deals.
         */
        LotView: {
            /** Candidates */
            candidates: components["schemas"]["CandidateView"][];
            /** Deal Id */
            deal_id: string;
            /**
             * Floor
             * @example 500.00
             */
            floor: string;
            /** Impression Id */
            impression_id: string;
            /**
             * Market
             * @description Of the first-price landscape.
             */
            market: string;
            /**
             * Refused
             * @description Campaigns that were never scored, by the first gate that turned them away.
             */
            refused: {
                [key: string]: string[];
            };
        };
        /**
         * MakeBody
         * @description What the template does not say.
         */
        MakeBody: {
            /** Ends At */
            ends_at?: string | null;
            /** Name */
            name: string;
            /** Starts At */
            starts_at?: string | null;
            /**
             * With Creatives
             * @default true
             */
            with_creatives?: boolean;
        };
        /** MappingView */
        MappingView: {
            /** Mapping */
            mapping: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Name */
            name: string;
        };
        /** MembersView */
        MembersView: {
            /** Members */
            members: components["schemas"]["MemberView"][];
            /**
             * Next
             * @description Send it as ``after`` for those beyond; null at the end.
             */
            next: string | null;
        };
        /** MemberView */
        MemberView: {
            /** Person Id */
            person_id: string;
            /**
             * Since
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            since: string;
        };
        /** MergeBody */
        MergeBody: {
            /**
             * Other Id
             * @description Who is the same person.
             */
            other_id: string;
        };
        /** MergeView */
        MergeView: {
            /** Absorbed Id */
            absorbed_id: string;
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /**
             * Attributes
             * @description As the absorbed record had them.
             */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Cause */
            cause: string;
            /** Identities */
            identities: {
                [key: string]: string[];
            };
            /**
             * Identity
             * @description What both were known by, where that was the cause.
             */
            identity: string;
        };
        /** MessagePage */
        MessagePage: {
            /** Messages */
            messages: components["schemas"]["api__routes__messages__MessageView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * MessageStatus
         * @description Where a message stands; ``rules.MOVES`` says what may follow what.
         * @enum {string}
         */
        MessageStatus: "planned" | "deferred" | "claimed" | "sent" | "refused" | "failed" | "unknown";
        /** MessagesView */
        MessagesView: {
            /** Entered */
            entered: number;
            /** Failed */
            failed: number;
            /** In Progress */
            in_progress: number;
            /** Refused */
            refused: {
                [key: string]: number;
            };
            /** Sent */
            sent: number;
            /** Unknown */
            unknown: number;
        };
        /**
         * Mode
         * @description How the engine carries people: a workflow each, or rows that shards of workflows advance. The path is the same.
         * @enum {string}
         */
        Mode: "individual" | "cohort";
        /** ModelList */
        ModelList: {
            /** Items */
            items: components["schemas"]["api__routes__inference__ModelView"][];
            roles: components["schemas"]["RolesView"];
        };
        /** MomentView */
        MomentView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Details */
            details: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Kind */
            kind: string;
            message: components["schemas"]["api__simulated_views__MessageView"] | null;
            /** Outcome */
            outcome: string;
            /** Step */
            step: string;
            /** Until */
            until: string | null;
            /** Visit */
            visit: number;
            /** What */
            what: string;
        };
        /**
         * NativeExtras
         * @description What a native creative has besides title, body and main image; publishers ask for some of it by number.
         *
         *     ``rating`` is a number from 0 to 5, prices carry their currency's symbol (``$10``).
         */
        NativeExtras: {
            /**
             * Address
             * @default
             */
            address?: string;
            /**
             * Body 2
             * @default
             */
            body_2?: string;
            /**
             * Cta
             * @default
             */
            cta?: string;
            /**
             * Display Url
             * @default
             */
            display_url?: string;
            /**
             * Downloads
             * @default
             */
            downloads?: string;
            icon?: components["schemas"]["Image"] | null;
            /**
             * Likes
             * @default
             */
            likes?: string;
            /**
             * Phone
             * @default
             */
            phone?: string;
            /**
             * Price
             * @default
             */
            price?: string;
            /**
             * Rating
             * @default
             */
            rating?: string;
            /**
             * Sale Price
             * @default
             */
            sale_price?: string;
            /**
             * Sponsored
             * @default
             */
            sponsored?: string;
            video?: components["schemas"]["NativeVideo"] | null;
        };
        /**
         * NativeVideo
         * @description The video of a native creative.
         */
        NativeVideo: {
            /** Duration S */
            duration_s: number;
            /**
             * Height
             * @default 0
             */
            height?: number;
            /** Mime */
            mime: string;
            /** Url */
            url: string;
            /**
             * Width
             * @default 0
             */
            width?: number;
        };
        /** NewAssetBody */
        NewAssetBody: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * File
             * @description The ``sha256`` that the upload answered.
             * @example 9f86d081884c7d659a2feaa0c55ad015...
             */
            file: string;
            /**
             * Folder Id
             * @description Empty is the library's top.
             * @default
             */
            folder_id?: string;
            /** Name */
            name: string;
            /**
             * Note
             * @default
             */
            note?: string;
            /**
             * @default {
             *       "holder": "",
             *       "licence": ""
             *     }
             */
            rights?: components["schemas"]["RightsBody"];
            /**
             * Tags
             * @default []
             */
            tags?: string[];
            type: components["schemas"]["AssetType"];
        };
        /**
         * NewAudience
         * @description A segment of ours that an account is to have as an audience.
         */
        NewAudience: {
            /** Account Id */
            account_id: string;
            /**
             * Every Minutes
             * @default 60
             */
            every_minutes?: number;
            /** Name */
            name: string;
            /** Segment */
            segment: number;
        };
        /**
         * NewBlackout
         * @description Days on which nothing is to go out, both ends included. No channels are all of them.
         */
        NewBlackout: {
            /**
             * Channels
             * @default []
             */
            channels?: components["schemas"]["Channel"][];
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Name */
            name: string;
            /**
             * Time Zone
             * @default UTC
             */
            time_zone?: string;
        };
        /** NewCatalogue */
        NewCatalogue: {
            /**
             * Description
             * @default
             */
            description?: string;
            /** Name */
            name: string;
        };
        /**
         * NewChannelAccount
         * @description An account at a vendor to be. ``parameters`` and ``credentials`` are those its vendor asks for.
         */
        NewChannelAccount: {
            /** Credentials */
            credentials?: {
                [key: string]: string;
            };
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Is Default
             * @default true
             */
            is_default?: boolean;
            /** Name */
            name: string;
            /** Parameters */
            parameters?: {
                [key: string]: string;
            };
            /** Vendor */
            vendor: string;
        };
        /**
         * NewClearance
         * @description An exchange's word on a creative; without ``version`` on the one that stands now.
         */
        NewClearance: {
            /**
             * Exchange Creative Id
             * @description What the exchange calls it.
             * @default
             */
            exchange_creative_id?: string;
            /**
             * Reason
             * @description Why it was rejected, for the people who can change it.
             * @default
             */
            reason?: string;
            state: components["schemas"]["ClearanceState"];
            /** Version */
            version?: number | null;
        };
        /**
         * NewComment
         * @description A comment to be. A reply names its thread, and is where that is.
         */
        NewComment: {
            /**
             * Creative Id
             * @default
             */
            creative_id?: string;
            /**
             * Mentions
             * @default []
             */
            mentions?: string[];
            /** @default campaign */
            place?: components["schemas"]["Place-Input"];
            /** Text */
            text: string;
            /**
             * Thread Id
             * @default
             */
            thread_id?: string;
        };
        /**
         * NewDspAccount
         * @description An account at a platform to be. ``parameters`` and ``credentials`` are those its platform asks for.
         */
        NewDspAccount: {
            /** Bid Url */
            bid_url?: string | null;
            /** Credentials */
            credentials?: {
                [key: string]: string;
            };
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Max Concurrent
             * @default 1000
             */
            max_concurrent?: number;
            /** Name */
            name: string;
            /** Parameters */
            parameters?: {
                [key: string]: string;
            };
            /** Platform */
            platform: string;
            /**
             * Timeout Ms
             * @default 200
             */
            timeout_ms?: number;
        };
        /**
         * NewExchange
         * @description An exchange to be; its id is made up unless one is given.
         */
        NewExchange: {
            /**
             * Currencies
             * @default [
             *       "USD"
             *     ]
             */
            currencies?: string[];
            /**
             * Gzip Responses
             * @default false
             */
            gzip_responses?: boolean;
            /** Id */
            id?: string | null;
            /**
             * Match Users
             * @default false
             */
            match_users?: boolean;
            /** Name */
            name: string;
            /** Network Margin Ms */
            network_margin_ms?: number | null;
            /**
             * No Bid Body
             * @default false
             */
            no_bid_body?: boolean;
            /**
             * Open
             * @default false
             */
            open?: boolean;
            /** @default  */
            price_encryption?: components["schemas"]["PriceEncryption"];
            /**
             * Qps Limit
             * @default 0
             */
            qps_limit?: number;
            /**
             * Require Schain
             * @default false
             */
            require_schain?: boolean;
            /**
             * Requires Creative Approval
             * @default false
             */
            requires_creative_approval?: boolean;
            /**
             * Seats
             * @default []
             */
            seats?: string[];
            /**
             * Sync Url
             * @default
             */
            sync_url?: string;
            /** Tenants */
            tenants: string[];
        };
        /**
         * NewItem
         * @description An item to be put in, replacing the one of its id. ``fields`` are what templates read.
         */
        NewItem: {
            /** Fields */
            fields: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Id */
            id: string;
        };
        /**
         * NewJourney
         * @description A journey begins as a draft, which may have faults until it is published.
         */
        NewJourney: {
            /** Definition */
            definition?: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /** Name */
            name: string;
        };
        /**
         * NewProviderBody
         * @description A provider to be: exactly one of ``openid`` and ``saml``.
         */
        NewProviderBody: {
            default_role?: components["schemas"]["Role-Input"] | null;
            /**
             * Email Claim
             * @default email
             */
            email_claim?: string;
            /** Email Domains */
            email_domains: string[];
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Groups Claim
             * @default groups
             */
            groups_claim?: string;
            /** @default invited */
            joining?: components["schemas"]["Joining"];
            /** Name */
            name: string;
            /**
             * Name Claim
             * @default name
             */
            name_claim?: string;
            /**
             * Only Way In
             * @default true
             */
            only_way_in?: boolean;
            openid?: components["schemas"]["OpenIdProvider"] | null;
            /**
             * Roles Of Groups
             * @default {}
             */
            roles_of_groups?: {
                [key: string]: components["schemas"]["Role-Input"];
            };
            saml?: components["schemas"]["SamlProvider"] | null;
            /**
             * Session Hours
             * @default 12
             */
            session_hours?: number;
            /** Tenant Id */
            tenant_id?: string | null;
            /**
             * Vouches For Addresses
             * @default false
             */
            vouches_for_addresses?: boolean;
        };
        /**
         * NewSender
         * @description Somebody to write as. E-mail wants a postal address: marketing without one is unlawful in many places.
         */
        NewSender: {
            /** Address */
            address: string;
            channel: components["schemas"]["Channel"];
            /**
             * Dkim Selectors
             * @default []
             */
            dkim_selectors?: string[];
            /**
             * Is Default
             * @default true
             */
            is_default?: boolean;
            /** Name */
            name: string;
            /**
             * Postal Address
             * @default
             */
            postal_address?: string;
            /** Reply To */
            reply_to?: string | null;
        };
        /**
         * NewsKind
         * @description What a notification is about.
         * @enum {string}
         */
        NewsKind: "budget_alert" | "mention" | "data_request" | "rights_expiring" | "held_back" | "sent_back" | "review_waits";
        /**
         * NewSource
         * @description A host to be fetched from; ``headers`` go along with every request and are shown to nobody.
         */
        NewSource: {
            /**
             * Description
             * @default
             */
            description?: string;
            /** Headers */
            headers?: {
                [key: string]: string;
            };
            /**
             * Path Prefix
             * @default /
             */
            path_prefix?: string;
        };
        /** NewTemplate */
        NewTemplate: {
            channel: components["schemas"]["Channel"];
            /**
             * Content
             * @description A ``TemplateContent``; it may have faults until it is published.
             */
            content: {
                [key: string]: unknown;
            };
            /** Name */
            name: string;
        };
        /**
         * NewTenant
         * @description A tenant to be. ``seat`` is the buyer seat its bids carry, its own id by default.
         */
        NewTenant: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Requests Per Minute */
            requests_per_minute?: number | null;
            /**
             * Seat
             * @default
             */
            seat?: string;
        };
        /**
         * NewToken
         * @description A token for one person. A ``demo`` one works in demo mode only.
         */
        NewToken: {
            /**
             * Demo
             * @default false
             */
            demo?: boolean;
            /** Expires At */
            expires_at?: string | null;
            /** Name */
            name: string;
            /**
             * Requests Per Minute
             * @description Left out, as much as the tenant may ask; made with a key that has a quota, as much as that.
             */
            requests_per_minute?: number | null;
            /**
             * Scopes
             * @description Left out, everything its user may do; otherwise of that only these.
             */
            scopes?: components["schemas"]["Permission"][] | null;
            /** Tenant Id */
            tenant_id?: string | null;
            /** User Id */
            user_id: string;
        };
        /**
         * NewUserBody
         * @description A person to be; grants come on top of roles.
         */
        NewUserBody: {
            /** Email */
            email: string;
            /**
             * Grants
             * @default []
             */
            grants?: components["schemas"]["ApproverGrant"][];
            /** Name */
            name: string;
            /** Roles */
            roles: components["schemas"]["Role-Input"][];
            /** Tenant Id */
            tenant_id?: string | null;
        };
        /**
         * NewWebsite
         * @description What a website is to be, or what it is to be from now on.
         */
        NewWebsite: {
            /** @default required */
            consent?: components["schemas"]["SiteConsent"];
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /** Name */
            name: string;
            /**
             * Origins
             * @description Where its pages are (`https://www.example.com`); none means anywhere.
             * @default []
             */
            origins?: string[];
        };
        /**
         * NextView
         * @description The next legal move.
         */
        NextView: {
            /** @description Of the campaign's workflow; None where the launch is to be filled in, or nothing is left to do. */
            action: components["schemas"]["Action-Output"] | null;
            /**
             * Path
             * @description Where it is done.
             */
            path: string;
            /** @description Whose right it asks for. */
            permission: components["schemas"]["Permission"] | null;
            /** Text */
            text: string;
            /**
             * Yours
             * @description You may do it: with `POST .../advance`, or at `path` where it is decided by hand.
             */
            yours: boolean;
        };
        /** Not */
        Not: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "not";
            /** Of */
            of: components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"] | components["schemas"]["Attribute"] | components["schemas"]["Computed"] | components["schemas"]["Did"] | components["schemas"]["InOrder"] | components["schemas"]["InSegment"];
        };
        /** NotificationPage */
        NotificationPage: {
            /** Items */
            items: components["schemas"]["NotificationView"][];
            /** Next Cursor */
            next_cursor: string | null;
            /**
             * Unread
             * @description In all, not on this page.
             */
            unread: number;
        };
        /** NotificationView */
        NotificationView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Id */
            id: string;
            kind: components["schemas"]["NewsKind"];
            /** Read At */
            read_at: string | null;
            /**
             * Subject Id
             * @description What it is about: a campaign, for budgets.
             */
            subject_id: string;
            /** Text */
            text: string;
            /** Title */
            title: string;
        };
        /** ObjectiveBody */
        ObjectiveBody: {
            /** Objective */
            objective: string;
        };
        /** ObstacleView */
        ObstacleView: {
            /** Message */
            message: string;
            /** Remedy */
            remedy: string;
            /** Where */
            where: string;
        };
        /**
         * OpenIdProvider
         * @description An OpenID Connect provider, and who we are to it. Without a secret we are a public client, which PKCE is for.
         */
        OpenIdProvider: {
            /** Client Id */
            client_id: string;
            /** Client Secret */
            client_secret?: string | null;
            /** Issuer */
            issuer: string;
            /**
             * Scopes
             * @default [
             *       "openid",
             *       "email",
             *       "profile"
             *     ]
             */
            scopes?: string[];
        };
        /** OptOutBody */
        OptOutBody: {
            /**
             * At
             * @description When they said so, which does not lie ahead; now, if left out.
             */
            at?: string | null;
            /** @default api */
            how?: components["schemas"]["How"];
            /**
             * Ip
             * @description Theirs, where it is known.
             * @default
             */
            ip?: string;
            /**
             * Proof
             * @description Whatever else shows it, in words.
             * @default
             */
            proof?: string;
            /**
             * Source
             * @description The form, document or call: an address, a name, a number.
             * @default
             */
            source?: string;
            /**
             * Text Version
             * @description Of what they read and agreed to.
             * @default
             */
            text_version?: string;
            /**
             * User Agent
             * @default
             */
            user_agent?: string;
        };
        /** OptOutsBody */
        OptOutsBody: {
            /**
             * At
             * @description When they said so, which does not lie ahead; now, if left out.
             */
            at?: string | null;
            /** @default api */
            how?: components["schemas"]["How"];
            /**
             * Identities
             * @description Each is somebody's; nobody need be known by it.
             */
            identities: components["schemas"]["WhoseBody"][];
            /**
             * Ip
             * @description Theirs, where it is known.
             * @default
             */
            ip?: string;
            /**
             * Proof
             * @description Whatever else shows it, in words.
             * @default
             */
            proof?: string;
            /**
             * Source
             * @description The form, document or call: an address, a name, a number.
             * @default
             */
            source?: string;
            /**
             * Text Version
             * @description Of what they read and agreed to.
             * @default
             */
            text_version?: string;
            /**
             * User Agent
             * @default
             */
            user_agent?: string;
        };
        /**
         * OptOutView
         * @description What is kept of an identity, known or not; of what it is, only a hash.
         */
        OptOutView: {
            /** How */
            how: string;
            /** Since */
            since: string | null;
            /** @description `denied`, or `unknown`. */
            state: components["schemas"]["ConsentState"];
        };
        /**
         * OverrideBody
         * @description Let findings through that keep a campaign from going live, for what it says now and for a while.
         */
        OverrideBody: {
            /**
             * Expires At
             * Format: date-time
             * @description Within 30 days.
             * @example 2027-03-01T00:00:00Z
             */
            expires_at: string;
            /**
             * Findings
             * @description By their names, as preflight shows them.
             */
            findings: string[];
            /** Reason */
            reason: string;
            /** Revision Hash */
            revision_hash: string;
        };
        /** OverrideList */
        OverrideList: {
            /** Items */
            items: components["schemas"]["OverrideView"][];
        };
        /**
         * OverrideView
         * @description A grant, in force until it expires, is withdrawn, or the campaign says something else.
         */
        OverrideView: {
            /**
             * Expires At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            expires_at: string;
            /** Findings */
            findings: string[];
            /**
             * Granted At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            granted_at: string;
            /** Granted By */
            granted_by: string;
            /** Id */
            id: string;
            /** Reason */
            reason: string;
            /** Revision */
            revision: number;
            /** Revision Hash */
            revision_hash: string;
            /** Withdrawn At */
            withdrawn_at: string | null;
            /** Withdrawn By */
            withdrawn_by: string;
        };
        /**
         * PaceView
         * @description Plan against spend of the period under way: the day with a daily budget, else the flight.
         */
        PaceView: {
            /**
             * Amount
             * @description To be spent in the period.
             */
            amount: string;
            /** Confirmed */
            confirmed: string;
            /** Ends At */
            ends_at: string | null;
            mode: components["schemas"]["Pacing"];
            /**
             * Planned
             * @description Of it, by now.
             */
            planned: string;
            /**
             * Share
             * @description The part of its supply the campaign takes part in, the best of it; 1 is all.
             */
            share: number;
            /** Starts At */
            starts_at: string | null;
            status: components["schemas"]["PacingStatus"];
            /** Time Zone */
            time_zone: string;
        };
        /**
         * Pacing
         * @description How a campaign's money is spread over its day, or over its flight when it has no daily budget.
         * @enum {string}
         */
        Pacing: "asap" | "even" | "forecast";
        /**
         * PacingStatus
         * @description Where spend stands against its plan.
         * @enum {string}
         */
        PacingStatus: "unpaced" | "not_started" | "on_plan" | "behind" | "ahead";
        /**
         * Palette
         * @description The colours a brand is seen in. A tolerance is a CIEDE2000 difference: 1 is just visible, 5 plainly another colour.
         */
        Palette: {
            /** Colours */
            colours: components["schemas"]["Colour"][];
            /**
             * Image Share Outside
             * @default 0.2
             */
            image_share_outside?: number;
            /**
             * Tolerance
             * @default 3
             */
            tolerance?: number;
        };
        /** PassedView */
        PassedView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Kind */
            kind: string;
            /** Outcome */
            outcome: string;
            /** Step */
            step: string;
        };
        /** PasswordChange */
        PasswordChange: {
            /** Current */
            current: string;
            /** New */
            new: string;
        };
        /** PathView */
        PathView: {
            /** Cause */
            cause: string;
            /** Due At */
            due_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Entered At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            entered_at: string;
            /** Entry */
            entry: number;
            /** Goals */
            goals: string[];
            /** Held Out */
            held_out: boolean;
            /** Path */
            path: components["schemas"]["PassedView"][];
            /** Person Id */
            person_id: string;
            /** Reason */
            reason: string;
            /** Run Id */
            run_id: string;
            status: components["schemas"]["Status"];
            /** Step */
            step: string;
            /** Version */
            version: number;
        };
        /**
         * PendingList
         * @description Oldest first.
         */
        PendingList: {
            /** Approver Id */
            approver_id: string;
            /** Items */
            items: components["schemas"]["PendingReview"][];
        };
        /**
         * PendingReview
         * @description A review somebody could decide now, and the campaign it is of.
         */
        PendingReview: {
            campaign: components["schemas"]["CalendarEntry"];
            review: components["schemas"]["ReviewView"];
        };
        /**
         * PeopleInside
         * @description What becomes of people on an earlier version when a new one is published.
         * @enum {string}
         */
        PeopleInside: "finish" | "move" | "exit";
        /** PerformanceView */
        PerformanceView: {
            /** Clicks */
            clicks: number;
            /** Conversions */
            conversions: number;
            /** Currency */
            currency: string;
            /** Day */
            day: string;
            /** Impressions */
            impressions: number;
            /** Platform Campaign Id */
            platform_campaign_id: string;
            /** Spend */
            spend: string;
        };
        /**
         * Permission
         * @description What a route asks for: a resource and a verb.
         * @enum {string}
         */
        Permission: "campaign:read" | "campaign:write" | "campaign:operate" | "campaign:approve" | "gate:write" | "gate:override" | "creative:read" | "creative:write" | "journey:read" | "journey:write" | "experiment:read" | "experiment:write" | "dco:read" | "dco:write" | "cdp:read" | "cdp:write" | "dsp:read" | "dsp:write" | "analytics:read" | "billing:read" | "billing:write" | "profile:read" | "profile:write" | "privacy:write" | "user:read" | "user:write" | "audit:read" | "tenant:read" | "tenant:write" | "exchange:read" | "exchange:write" | "system:read" | "system:write";
        /**
         * PersonPlace
         * @description Whether somebody is in the audience, and what became of their message.
         */
        PersonPlace: {
            /** In Words */
            in_words: string;
            /** Is In Audience */
            is_in_audience: boolean;
            /** Message Id */
            message_id: string;
            /** Part */
            part: string;
            /** Status */
            status: string;
        };
        /**
         * PersonView
         * @description Where somebody is, and where they would be if everything were worked out this instant: the same, but for a moment.
         */
        PersonView: {
            /** Matching */
            matching: string[];
            /** Segments */
            segments: string[];
            /** Stays */
            stays: components["schemas"]["StayView"][];
        };
        /**
         * Place
         * @description The part of a campaign that a thread is about.
         * @enum {string}
         */
        "Place-Input": "campaign" | "brief" | "audience" | "budget" | "schedule" | "creative";
        /** PlanView */
        PlanView: {
            kind: components["schemas"]["ActivationKind"];
            plan: components["schemas"]["ActivationPlan"];
            /** Revision */
            revision: number;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /** Updated By */
            updated_by: string;
        };
        /** PlatformView */
        PlatformView: {
            /** Audience Batch */
            audience_batch: number;
            /** Credentials */
            credentials: string[];
            /**
             * Documented
             * @description The public document that each ability follows.
             */
            documented: {
                [key: string]: string;
            };
            /** Label */
            label: string;
            /** Match Keys */
            match_keys: string[];
            /** Parameters */
            parameters: string[];
            /** Platform */
            platform: string;
            /**
             * Unverified
             * @description What no public document confirms.
             */
            unverified: string[];
        };
        /**
         * Playback
         * @description The VAST tracking events that a measuring service may want to hear of.
         * @enum {string}
         */
        Playback: "start" | "firstQuartile" | "midpoint" | "thirdQuartile" | "complete" | "mute" | "unmute" | "pause" | "resume" | "fullscreen";
        /** PolicyView */
        PolicyView: {
            /** Changed At */
            changed_at: string | null;
            /**
             * Changed By
             * @description Empty while it is our defaults.
             */
            changed_by: string;
            /**
             * Is Readable
             * @description False for a policy that can no longer be read: until it is replaced, nothing that it could hold back goes out.
             */
            is_readable: boolean;
            policy: components["schemas"]["DeliveryPolicy"];
            /**
             * Revision
             * @description Send it back in If-Match to change what you have read, and nothing newer.
             */
            revision: number;
        };
        /**
         * PostedCreative
         * @description A creative that is not stored: markup, texts by name, images.
         */
        PostedCreative: {
            /**
             * Draft
             * @description Hold it against what the kit says now, published or not.
             * @default false
             */
            draft?: boolean;
            /**
             * Html
             * @default
             */
            html?: string;
            /** Images */
            images?: components["schemas"]["PostedImage"][];
            /**
             * Kit Id
             * @default default
             */
            kit_id?: string;
            /** Texts */
            texts?: {
                [key: string]: string;
            };
            /**
             * Version
             * @description 0 is the newest that is published.
             * @default 0
             */
            version?: number;
        };
        /**
         * PostedImage
         * @description An image to look at. Name it by its address if the markup shows it.
         */
        PostedImage: {
            /**
             * Data
             * Format: base64
             * @description The file, in Base64: PNG, JPEG, WebP or GIF.
             */
            data: string;
            /** @description Where the logo is in it. */
            logo?: components["schemas"]["Box"] | null;
            /** Name */
            name: string;
        };
        /**
         * Predictive
         * @description People likely to do ``outcome`` soon: a model of what this tenant's people did before, fitted at each refresh.
         */
        Predictive: {
            /**
             * Attributes
             * @default []
             */
            attributes?: string[];
            /** Events */
            events: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "predictive";
            outcome: components["schemas"]["Happening"];
            /**
             * Probability
             * @default 0.5
             */
            probability?: number;
            /**
             * Within Days
             * @default 14
             */
            within_days?: number;
        };
        /**
         * Preference
         * @description Whether and when somebody is written to: nobody is who has not asked for it. ``hour`` is in ``time_zone``.
         */
        Preference: {
            /**
             * Hour
             * @default 8
             */
            hour?: number;
            /**
             * Is On
             * @default false
             */
            is_on?: boolean;
            /**
             * Time Zone
             * @default UTC
             */
            time_zone?: string;
        };
        /**
         * PreflightView
         * @description What the gate would say of a campaign's newest revision now.
         */
        PreflightView: {
            /**
             * Blockers
             * @description Without those that a grant lets through.
             */
            blockers: number;
            /** Campaign Id */
            campaign_id: string;
            /** Findings */
            findings: components["schemas"]["api__routes__gate__FindingView"][];
            /** Passes */
            passes: boolean;
            /** Revision */
            revision: number;
            /** Revision Hash */
            revision_hash: string;
            /** Warnings */
            warnings: number;
        };
        /** Preview */
        Preview: {
            /** Body */
            body: string;
            /** Data */
            data: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Fetched */
            fetched: {
                [key: string]: components["schemas"]["FetchedView"];
            };
            /** Findings */
            findings: components["schemas"]["api__content_views__FindingView"][];
            /** Headers */
            headers: {
                [key: string]: string;
            };
            /** Html */
            html: string;
            /** Html Bytes */
            html_bytes: number;
            /** Items */
            items: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Locale */
            locale: string;
            /** Media Urls */
            media_urls: string[];
            /**
             * Missing
             * @description Shown, and nobody had a value for it.
             */
            missing: string[];
            /** Subject */
            subject: string;
            /** Text */
            text: string;
            /** Title */
            title: string;
        };
        /**
         * PreviewedView
         * @description What it would come to if it began now. Nothing is written and nothing leaves.
         */
        PreviewedView: {
            audience: components["schemas"]["ExpectedView"];
            /** Can Be Sent */
            can_be_sent: boolean;
            /** Deferred */
            deferred: {
                [key: string]: components["schemas"]["ExpectedView"];
            };
            /** Faults */
            faults: components["schemas"]["BroadcastFaultView"][];
            go: components["schemas"]["ExpectedView"];
            /**
             * Looked At
             * @description People drawn by chance that the rest follows from.
             */
            looked_at: number;
            /** Parts */
            parts: {
                [key: string]: number;
            };
            /**
             * Refused
             * @description By gate.
             */
            refused: {
                [key: string]: components["schemas"]["ExpectedView"];
            };
        };
        /** PreviewView */
        PreviewView: {
            /** Leaving */
            leaving: number;
            /** Moves */
            moves: components["schemas"]["StepMoveView"][];
            /** People */
            people: number;
        };
        /**
         * PriceEncryption
         * @description How an exchange hides prices in its notices. The keys are a setting of the bidders.
         * @enum {string}
         */
        PriceEncryption: "" | "google";
        /**
         * PricingBody
         * @description How the campaign bids: ``reach`` bids ``base_cpm``, the other goals what one of them is worth.
         */
        PricingBody: {
            /**
             * Base Cpm
             * @default 0
             * @example 500.00
             */
            base_cpm?: string;
            /** @default reach */
            goal?: components["schemas"]["Goal"];
            /**
             * Goal Value
             * @description What one click or conversion is worth.
             * @default 0
             * @example 500.00
             */
            goal_value?: string;
            /**
             * Max Cpm
             * @description Bounds every bid, loyalty boosts included.
             * @example 500.00
             */
            max_cpm: string;
        };
        /** PricingView */
        PricingView: {
            /**
             * Base Cpm
             * @example 500.00
             */
            base_cpm: string;
            goal: components["schemas"]["Goal"];
            /**
             * Goal Value
             * @example 500.00
             */
            goal_value: string;
            /**
             * Max Cpm
             * @example 500.00
             */
            max_cpm: string;
        };
        /**
         * Problem
         * @description One value that breaks a rule.
         */
        Problem: {
            /** Code */
            code?: string | null;
            /** Field */
            field: string;
            /** Message */
            message: string;
            /** Remedy */
            remedy?: string | null;
        };
        /** ProblemView */
        ProblemView: {
            /** Kind */
            kind: string;
            /** Problem */
            problem: string;
            /** Remedy */
            remedy: string;
            /**
             * Step
             * @description Empty for the whole.
             */
            step: string;
        };
        /**
         * ProfileView
         * @description What you know of a person, and what is known of them without you.
         */
        ProfileView: {
            /** Birthday Month */
            birthday_month: number;
            /**
             * Days Since Redeem
             * @description -1: never redeemed.
             */
            days_since_redeem: number;
            /** Interests */
            interests: number[];
            /** Lifetime Stars */
            lifetime_stars: number;
            /** Person Id */
            person_id: string;
            /** Personalised Ads */
            personalised_ads: boolean;
            /** Preferred Channel */
            preferred_channel: string;
            /** Qualifying Stars */
            qualifying_stars: number;
            /** Recency */
            recency: number;
            /** Segments */
            segments: number[];
            /** Stars Balance */
            stars_balance: number;
            /** Tier */
            tier: string;
        };
        /**
         * ProgressView
         * @description How far analytics has followed the stream of events; `drained` when it holds everything that has happened.
         */
        ProgressView: {
            /** Done Sequence */
            done_sequence: number;
            /** Drained */
            drained: boolean;
            /** Last Sequence */
            last_sequence: number;
            /**
             * Missed
             * @description Messages that left the stream before they were read.
             */
            missed: number;
            /**
             * Rejected
             * @description Events set aside because they were not events, or not of this time.
             */
            rejected: number;
        };
        /**
         * Promotion
         * @description Make a version the one that bids.
         */
        Promotion: {
            /** Version */
            version: string;
        };
        /**
         * Property
         * @description On a property of an event.
         */
        Property: {
            is: components["schemas"]["Comparison"];
            /** Property */
            property: string;
            /** Value */
            value?: boolean | number | string | (boolean | number | string)[] | null;
        };
        /**
         * PropertyBody
         * @description What a property must be. Texts may be held to a list, numbers to a range (both ends included).
         */
        PropertyBody: {
            /**
             * Description
             * @default
             */
            description?: string;
            /** Least */
            least?: number | null;
            /** Most */
            most?: number | null;
            /**
             * One Of
             * @default []
             */
            one_of?: string[];
            /**
             * Required
             * @default false
             */
            required?: boolean;
            type: components["schemas"]["PropertyType"];
        };
        /**
         * PropertyType
         * @enum {string}
         */
        PropertyType: "text" | "number" | "integer" | "boolean" | "instant" | "list" | "object";
        /**
         * ProviderChange
         * @description What to change; what is left out stays. A new issuer takes the client secret again; an empty one drops it.
         */
        ProviderChange: {
            default_role?: components["schemas"]["Role-Input"] | null;
            /** Email Claim */
            email_claim?: string | null;
            /** Email Domains */
            email_domains?: string[] | null;
            /** Enabled */
            enabled?: boolean | null;
            /** Groups Claim */
            groups_claim?: string | null;
            joining?: components["schemas"]["Joining"] | null;
            /** Name */
            name?: string | null;
            /** Name Claim */
            name_claim?: string | null;
            /** Only Way In */
            only_way_in?: boolean | null;
            openid?: components["schemas"]["OpenIdProvider"] | null;
            /** Roles Of Groups */
            roles_of_groups?: {
                [key: string]: components["schemas"]["Role-Input"];
            } | null;
            saml?: components["schemas"]["SamlProvider"] | null;
            /** Session Hours */
            session_hours?: number | null;
            /** Vouches For Addresses */
            vouches_for_addresses?: boolean | null;
        };
        /**
         * ProviderChoice
         * @description A button of a sign-in page.
         */
        ProviderChoice: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Protocol */
            protocol: string;
            /**
             * Start
             * @description Where it leads; ``?return_to=`` says where to go on afterwards.
             */
            start: string;
        };
        /** PublishedBlock */
        PublishedBlock: {
            /** Description */
            description: string;
            /**
             * Draft By
             * @description Whoever wrote the draft last; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /** Has Draft */
            has_draft: boolean;
            /** Live Version */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Updated
             * @description Templates with their new versions.
             */
            updated: {
                [key: string]: number;
            };
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** PublishedView */
        PublishedView: {
            /** Channel */
            channel: string;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Draft By
             * @description Whoever wrote the draft last; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /**
             * Findings
             * @description What was tried and could not be rendered for anybody we made up; the check says everything else.
             */
            findings: components["schemas"]["api__content_views__FindingView"][];
            /** Has Draft */
            has_draft: boolean;
            /** Id */
            id: string;
            /** Is Archived */
            is_archived: boolean;
            /**
             * Live Version
             * @description 0 before the first.
             */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /**
         * Purpose
         * @description What a message is for; consent is given to each by itself.
         * @enum {string}
         */
        Purpose: "marketing" | "transactional";
        /**
         * QuietHours
         * @description When nobody is disturbed, in the receiver's own time; ``to`` before ``from`` runs through midnight.
         */
        QuietHours: {
            /**
             * Channels
             * @default [
             *       "push",
             *       "sms",
             *       "whatsapp",
             *       "email"
             *     ]
             */
            channels?: components["schemas"]["Channel"][];
            /**
             * Ends
             * @default 08:00
             */
            ends?: string;
            /**
             * Starts
             * @default 21:00
             */
            starts?: string;
        };
        /**
         * RatesBody
         * @description What one US dollar bought on a day.
         */
        RatesBody: {
            /**
             * Confirmed
             * @description A rate that doubled or halved since the table before is refused unless this says that it is so.
             * @default false
             */
            confirmed?: boolean;
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * Per Usd
             * @description Decimals in strings, nine places at most: `{"USD": "1", "EUR": "0.92"}`.
             */
            per_usd: {
                [key: string]: string;
            };
            /** Source */
            source: string;
        };
        /**
         * RatesHistory
         * @description Newest first.
         */
        RatesHistory: {
            /** Items */
            items: components["schemas"]["RatesView"][];
        };
        /** RatesView */
        RatesView: {
            /** Age Days */
            age_days: number;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Per Usd */
            per_usd: {
                [key: string]: string;
            };
            /**
             * Revision
             * @description 0 is the indicative table that ships.
             */
            revision: number;
            /** Source */
            source: string;
            /** Stale */
            stale: boolean;
        };
        /**
         * ReachingExchangeView
         * @description An exchange that sells to your campaigns.
         */
        ReachingExchangeView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Requires Creative Approval
             * @description It is bid on with creatives it has cleared alone; else with every one that it has not rejected.
             */
            requires_creative_approval: boolean;
        };
        /** ReadView */
        ReadView: {
            /**
             * Read
             * @description How many had not been read.
             */
            read: number;
        };
        /**
         * ReasonView
         * @description One reason, with its number, the time it is of, and what to do.
         */
        ReasonView: {
            cause: components["schemas"]["Cause"];
            /**
             * Codes
             * @description The bid plane's or the exchange's own words, the commonest first.
             */
            codes: {
                [key: string]: number;
            };
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /**
             * Is Blocking
             * @description It stops everything by itself.
             */
            is_blocking: boolean;
            /**
             * Measured
             * @description The number: a count, milliseconds, or an amount of money.
             */
            measured: string;
            /** Out Of */
            out_of: string | null;
            /** Remedy */
            remedy: string;
            /** Text */
            text: string;
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
            /**
             * Unit
             * @description `requests` (traced, a sample), `bids`, `wins`, `creatives`, `ms`, or the currency.
             */
            unit: string;
            /**
             * Weight
             * @description The part of the campaign's traffic that is lost for it: 1 is all of it.
             */
            weight: number;
        };
        /** RecordView */
        RecordView: {
            /** Finding */
            finding: string;
            /** Found */
            found: string;
            /** Name */
            name: string;
            /** Record */
            record: string;
            /** Remedy */
            remedy: string;
        };
        /** RecoveryCodesView */
        RecoveryCodesView: {
            /**
             * Recovery Codes
             * @description Each is good once, in place of a code.
             */
            recovery_codes: string[];
        };
        /** Redemption */
        Redemption: {
            /**
             * In Cookie
             * @description For pages: the refresh token goes into a cookie that no script reads, not into the answer
             * @default false
             */
            in_cookie?: boolean;
            /**
             * Scopes
             * @description Left out, everything you may do.
             */
            scopes?: components["schemas"]["Permission"][] | null;
        };
        /** Refresh */
        Refresh: {
            /**
             * Refresh Token
             * @description Left out, the one in the browser's cookie.
             */
            refresh_token?: string | null;
        };
        /** RefreshView */
        RefreshView: {
            /** Entered */
            entered: number;
            /** Failure */
            failure: string;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: string;
            /** Left */
            left: number;
            /** People Done */
            people_done: number;
            /**
             * People Total
             * @description As of when it began.
             */
            people_total: number;
            /** Segments */
            segments: string[];
            /**
             * Started At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            started_at: string;
        };
        /**
         * RefusalReport
         * @description The period is widened to whole hours, and says so.
         */
        RefusalReport: {
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /** Items */
            items: components["schemas"]["RefusalRow"][];
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
        };
        /** RefusalRow */
        RefusalRow: {
            /**
             * Entry
             * @description The door: rest, grpc or nats.
             */
            entry: string;
            /** Reason */
            reason: string;
            /** Requests */
            requests: number;
        };
        /** RefusalShare */
        RefusalShare: {
            /** Campaign Id */
            campaign_id: string;
            /**
             * Reason
             * @description `bid`, or the code of the furthest gate that turned it away.
             */
            reason: string;
            /**
             * Requests
             * @description Of those traced.
             */
            requests: number;
            /** Share */
            share: number;
        };
        /** RefuseBody */
        RefuseBody: {
            /**
             * Reason
             * @description Why it is not carried out, as they were told. Name nobody: it is kept.
             */
            reason: string;
        };
        /**
         * RefusedIdentityView
         * @description An identity that stayed with whom it belongs to.
         */
        RefusedIdentityView: {
            /** Kind */
            kind: string;
            /** Owner Id */
            owner_id: string;
            /** Reason */
            reason: string;
            /** Value */
            value: string;
        };
        /** RefusedLineView */
        RefusedLineView: {
            /** Field */
            field: string;
            /**
             * Line
             * @description Counted from 1.
             */
            line: number;
            /** Message */
            message: string;
        };
        /** RehearsalsView */
        RehearsalsView: {
            /** Next Cursor */
            next_cursor: string | null;
            /** Rehearsals */
            rehearsals: components["schemas"]["RehearsalView"][];
        };
        /** RehearsalView */
        RehearsalView: {
            /**
             * Audience
             * @description As it was estimated before anybody was looked at.
             */
            audience: number;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Ended At */
            ended_at: string | null;
            /** Failure */
            failure: string;
            /** Id */
            id: string;
            /** Journey Id */
            journey_id: string;
            /**
             * Looked At
             * @description Of those, taken through the journey.
             */
            looked_at: number;
            /**
             * People
             * @description Of the audience, met so far.
             */
            people: number;
            /** Problems */
            problems: components["schemas"]["ProblemView"][];
            stage: components["schemas"]["domain__journeys__rehearsals__values__Stage"];
            /**
             * Starts At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            starts_at: string;
            /** Version */
            version: number;
        };
        /** ReleasedView */
        ReleasedView: {
            /** Released */
            released: number;
        };
        /**
         * RemarkBody
         * @description What is to be changed in one section.
         */
        RemarkBody: {
            /** Comment */
            comment: string;
            section: components["schemas"]["Section"];
        };
        /** RemarkView */
        RemarkView: {
            /** Comment */
            comment: string;
            section: components["schemas"]["Section"];
        };
        /** RemovedView */
        RemovedView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /**
             * Before
             * Format: date-time
             * @description What was older went.
             * @example 2027-03-01T00:00:00Z
             */
            before: string;
            /** Kind */
            kind: string;
            /** Rows */
            rows: number;
        };
        /** ReplayBody */
        ReplayBody: {
            /** Message Ids */
            message_ids: string[];
        };
        /** Replayed */
        Replayed: {
            /** Replayed */
            replayed: string[];
        };
        /**
         * ReportedWin
         * @description A bid of a platform that has won.
         */
        ReportedWin: {
            /**
             * Price
             * @description What it won at: a CPM in the bid's currency, never above the bid.
             * @example 500.00
             */
            price: string;
            /** Receipt */
            receipt: string;
        };
        /**
         * RequestBody
         * @description Who asks for what. They are named by what they gave: an address, a number, or an id of yours or ours.
         */
        RequestBody: {
            /** Identity */
            identity?: string | null;
            identity_kind?: components["schemas"]["IdentityKind"] | null;
            kind: components["schemas"]["RequestKind"];
            /**
             * @description By which it is due: `gdpr` in 30 days, `ccpa` in 45.
             * @default gdpr
             */
            law?: components["schemas"]["Law"];
            /**
             * Person Id
             * @description Ours, in place of an identity: of one of your contacts. Whom bidders alone know is named by `exchange_id`.
             */
            person_id?: string | null;
            /**
             * Received At
             * @description When they asked; now, if left out.
             */
            received_at?: string | null;
        };
        /**
         * RequestKind
         * @enum {string}
         */
        RequestKind: "export" | "erasure";
        /** RequestPage */
        RequestPage: {
            /** Items */
            items: components["schemas"]["RequestView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * RequestState
         * @enum {string}
         */
        RequestState: "received" | "verified" | "running" | "done" | "refused";
        /** RequestView */
        RequestView: {
            /** Archive Bytes */
            archive_bytes: number;
            /**
             * Archive Until
             * @description Until when the archive of an export can be fetched.
             */
            archive_until: string | null;
            /** Certificate Sha256 */
            certificate_sha256: string;
            /** Checked At */
            checked_at: string | null;
            /** Checked How */
            checked_how: string;
            /** Claim Kind */
            claim_kind: string;
            /**
             * Claim Sha256
             * @description SHA-256 of the request's id, what they were named by and its value, a line each: whoever asked can be told that it was theirs.
             */
            claim_sha256: string;
            /**
             * Due At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            due_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Findings */
            findings?: components["schemas"]["api__routes__data_requests__FindingView"][];
            /** Id */
            id: string;
            kind: components["schemas"]["RequestKind"];
            law: components["schemas"]["Law"];
            /**
             * Received At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            received_at: string;
            /** Refusal */
            refusal: string;
            /** Rounds */
            rounds: number;
            state: components["schemas"]["RequestState"];
            /**
             * Trouble
             * @description Why it is not done yet; it goes on trying.
             */
            trouble: string;
        };
        /** RequirementView */
        RequirementView: {
            /** Given */
            given: number;
            /** Needed */
            needed: number;
            role: components["schemas"]["ApproverRole"];
            /**
             * Rules
             * @description The rules that ask for it.
             */
            rules: string[];
        };
        /** ResolveBody */
        ResolveBody: {
            /**
             * Resolved
             * @default true
             */
            resolved?: boolean;
        };
        /** RetentionBody */
        RetentionBody: {
            /**
             * Days
             * @description Null goes back to what the product does by itself.
             */
            days: number | null;
        };
        /** RetentionView */
        RetentionView: {
            /** About */
            about: string;
            /** Days */
            days: number;
            /**
             * Default Days
             * @description What the product does by itself.
             */
            default_days: number;
            /**
             * Is Chosen
             * @description Whether the tenant said so itself.
             */
            is_chosen: boolean;
            /** Kind */
            kind: string;
            /** Longest Days */
            longest_days: number;
            /** Shortest Days */
            shortest_days: number;
        };
        /**
         * ReviewList
         * @description Without forecasts.
         */
        ReviewList: {
            /** Items */
            items: components["schemas"]["ReviewView"][];
        };
        /**
         * ReviewView
         * @description One round of review of one revision.
         */
        ReviewView: {
            /** Approval Id */
            approval_id: string;
            /** Campaign Id */
            campaign_id: string;
            /** Closed At */
            closed_at: string | null;
            /** Decisions */
            decisions: components["schemas"]["DecisionView"][];
            /** @description The last forecast that was made of the campaign, if any; it says of which revision. */
            forecast?: components["schemas"]["ForecastFigures"] | null;
            /**
             * Opened At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            opened_at: string;
            outcome: components["schemas"]["domain__approvals__values__Outcome"];
            /** Reminders */
            reminders: number;
            /** Requirements */
            requirements: components["schemas"]["RequirementView"][];
            /** Revision */
            revision: number;
            /**
             * Revision Hash
             * @description What your decision names.
             */
            revision_hash: string;
            /** Round */
            round: number;
            /**
             * Sections
             * @description Those to be read: they say something that nobody has approved.
             */
            sections: components["schemas"]["Section"][];
            /** Standing */
            standing: components["schemas"]["StandingView"][];
            /**
             * Submitter Ids
             * @description Who submitted or wrote it, and therefore cannot decide.
             */
            submitter_ids: string[];
            /** Summary */
            summary: string;
        };
        /** RevisionList */
        RevisionList: {
            /** Items */
            items: components["schemas"]["RevisionView"][];
        };
        /**
         * RevisionView
         * @description What somebody wrote at one time.
         */
        RevisionView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Author Id */
            author_id: string;
            /**
             * Budget
             * @example 500.00
             */
            budget: string;
            /**
             * Changed
             * @description What says something else than the revision before; everything in the first.
             */
            changed: components["schemas"]["Section"][];
            /** Currency */
            currency: string;
            /** Number */
            number: number;
        };
        /** RightsBody */
        RightsBody: {
            /**
             * Holder
             * @default
             */
            holder?: string;
            /**
             * Licence
             * @default
             */
            licence?: string;
            /** Usable From */
            usable_from?: string | null;
            /**
             * Usable Until
             * @description The first instant at which it may not be used any more.
             */
            usable_until?: string | null;
        };
        /**
         * RightsState
         * @description What the rights to use an asset say now.
         * @enum {string}
         */
        RightsState: "unlimited" | "not_yet" | "valid" | "expiring" | "expired";
        /** RightsView */
        RightsView: {
            /** Holder */
            holder: string;
            /** Licence */
            licence: string;
            /** @description ``expiring`` in the last thirty days before they end; once they have, the file is not handed out. */
            state: components["schemas"]["RightsState"];
            /** Usable From */
            usable_from: string | null;
            /** Usable Until */
            usable_until: string | null;
        };
        /**
         * Role
         * @enum {string}
         */
        "Role-Input": "admin" | "manager" | "operator" | "analyst" | "viewer";
        /** RolesView */
        RolesView: {
            /** Changed By */
            changed_by: string;
            /** Live */
            live: string;
            /**
             * Past
             * @description Versions that were live before, the one to roll back to last.
             */
            past: string[];
            /** Revision */
            revision: number;
            /** Shadow */
            shadow: string;
            /** Shadow Share */
            shadow_share: number;
        };
        /** Rotation */
        Rotation: {
            /**
             * Overlap S
             * @description How long the old key stays good beside the new one.
             * @default 86400
             */
            overlap_s?: number;
        };
        /** RoutedBidView */
        RoutedBidView: {
            /** Advertiser Domains */
            advertiser_domains: string[];
            /** Bid Id */
            bid_id: string;
            /** Creative Id */
            creative_id: string;
            /** Currency */
            currency: string;
            /** Deal Id */
            deal_id: string;
            /** Impression Id */
            impression_id: string;
            /** Markup */
            markup: string;
            /**
             * Price
             * @description CPM, in ``currency``.
             */
            price: string;
            /**
             * Receipt
             * @description Send it to ``POST /v1/dsp/win`` when the bid has won.
             */
            receipt: string;
            /** Seat */
            seat: string;
        };
        /** RoutedView */
        RoutedView: {
            /** Answers */
            answers: components["schemas"]["AnswerView"][];
        };
        /** RowErrorView */
        RowErrorView: {
            /** Column */
            column: string;
            /** Message */
            message: string;
            /**
             * Row
             * @description As a spreadsheet numbers it: the heading is row 1.
             */
            row: number;
            /**
             * Taken
             * @description The rest of the row was taken all the same.
             */
            taken: boolean;
        };
        /** RowReasonView */
        RowReasonView: {
            /** Column */
            column: string;
            /** Message */
            message: string;
            /** Rows */
            rows: number;
            /**
             * Taken
             * @description The rest of these rows was taken all the same.
             */
            taken: boolean;
        };
        /**
         * Rule
         * @description What was broken: the part of the kit, and the rule in it.
         * @enum {string}
         */
        Rule: "colour.palette" | "colour.unknown" | "colour.image" | "font.rules" | "font.missing" | "font.unknown" | "tone.forbidden" | "tone.approved" | "logo.size" | "logo.clear_space" | "logo.background" | "logo.unknown" | "creative.unread";
        /**
         * Ruled
         * @description Everybody who is meant by the predicate; kept up to date by every event and by the clock.
         */
        Ruled: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "rule";
            /** Where */
            where: components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"] | components["schemas"]["Attribute"] | components["schemas"]["Computed"] | components["schemas"]["Did"] | components["schemas"]["InOrder"] | components["schemas"]["InSegment"];
        };
        /**
         * Ruling
         * @enum {string}
         */
        Ruling: "passed" | "refused" | "deferred" | "waived";
        /** RunsView */
        RunsView: {
            /**
             * Next
             * @description Send it as ``after`` for those beyond; null at the end.
             */
            next: string | null;
            /** Runs */
            runs: components["schemas"]["RunView"][];
        };
        /** RunView */
        RunView: {
            /** Cause */
            cause: string;
            /** Due At */
            due_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Entered At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            entered_at: string;
            /** Entry */
            entry: number;
            /** Goals */
            goals: string[];
            /** Held Out */
            held_out: boolean;
            /** Person Id */
            person_id: string;
            /** Reason */
            reason: string;
            /** Run Id */
            run_id: string;
            status: components["schemas"]["Status"];
            /** Step */
            step: string;
            /** Version */
            version: number;
        };
        /** SaidView */
        SaidView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /**
             * Channel
             * @description `any` where it is about no channel in particular.
             */
            channel: string;
            how: components["schemas"]["How"];
            /** Ip */
            ip: string;
            /** Proof */
            proof: string;
            /** Purpose */
            purpose: string;
            /**
             * Recorded At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            recorded_at: string;
            /** Recorded By */
            recorded_by: string;
            /** Source */
            source: string;
            state: components["schemas"]["ConsentState"];
            /** Text Version */
            text_version: string;
            /** User Agent */
            user_agent: string;
            /**
             * Without Proof
             * @description What is missing, where a file or another system said so and nothing more; empty otherwise.
             */
            without_proof: string;
        };
        /**
         * SaleView
         * @description Whether their data may be sold, or shared for advertising across contexts.
         */
        SaleView: {
            /**
             * Ask Again From
             * @description Before that, nobody who opted out may be asked to opt in.
             */
            ask_again_from: string | null;
            /** Since */
            since: string | null;
            /** @description `denied` once they opted out, `granted` once they opted in again themselves. */
            state: components["schemas"]["ConsentState"];
        };
        /**
         * SamlProvider
         * @description A SAML 2.0 identity provider. Its ``certificates`` are those it signs with, several while it changes them.
         */
        SamlProvider: {
            /** Certificates */
            certificates: string[];
            /** Entity Id */
            entity_id: string;
            /** Sso Url */
            sso_url: string;
        };
        /** SaveBody */
        SaveBody: {
            /** Campaign Id */
            campaign_id: string;
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Name
             * @description A template of that name says this from now on.
             */
            name: string;
        };
        /** SavedBlock */
        SavedBlock: {
            /**
             * Content
             * @description A ``BlockContent``.
             */
            content: {
                [key: string]: unknown;
            };
            /**
             * Description
             * @default
             */
            description?: string;
        };
        /**
         * SavedViewView
         * @description One view, and where its list is: `GET` that path with `filters` and `sort` as the query.
         */
        SavedViewView: {
            /** Columns */
            columns: string[];
            /**
             * Filters
             * @default {}
             */
            filters?: {
                [key: string]: string[] | string;
            };
            /** Id */
            id: string;
            /**
             * Is Shared
             * @default false
             */
            is_shared?: boolean;
            /** Name */
            name: string;
            /** Owner Id */
            owner_id: string;
            /** Path */
            path: string;
            /** Revision */
            revision: number;
            /** Sort */
            sort: string;
            subject: components["schemas"]["Subject"];
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** ScheduleBody */
        ScheduleBody: {
            /** Ends At */
            ends_at?: string | null;
            /** Starts At */
            starts_at?: string | null;
        };
        /** ScheduleView */
        ScheduleView: {
            /** Ends At */
            ends_at: string | null;
            /** Starts At */
            starts_at: string | null;
        };
        /** SchemaBody */
        SchemaBody: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Enforced
             * @description Refuse events that do not fit; otherwise the schema only says what is expected.
             * @default true
             */
            enforced?: boolean;
            /**
             * Others
             * @description Let properties through that are not named here.
             * @default true
             */
            others?: boolean;
            /** Properties */
            properties?: {
                [key: string]: components["schemas"]["PropertyBody"];
            };
        };
        /** SchemaView */
        SchemaView: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Enforced
             * @description Refuse events that do not fit; otherwise the schema only says what is expected.
             * @default true
             */
            enforced?: boolean;
            /** Name */
            name: string;
            /**
             * Others
             * @description Let properties through that are not named here.
             * @default true
             */
            others?: boolean;
            /** Properties */
            properties?: {
                [key: string]: components["schemas"]["PropertyBody"];
            };
        };
        /** SecondFactorRemoval */
        SecondFactorRemoval: {
            /** Code */
            code: string;
            /** Password */
            password: string;
        };
        /** SecondFactorSetUp */
        SecondFactorSetUp: {
            /** Password */
            password: string;
        };
        /** SecondFactorView */
        SecondFactorView: {
            /** Secret */
            secret: string;
            /**
             * Uri
             * @description For a QR code.
             */
            uri: string;
        };
        /**
         * SecretRotation
         * @description How a secret is replaced: the old one stays good for ``keep_old_s`` seconds beside the new one.
         */
        SecretRotation: {
            /**
             * Keep Old S
             * @default 86400
             */
            keep_old_s?: number;
        };
        /**
         * Section
         * @description A part of a campaign that people read as one.
         * @enum {string}
         */
        Section: "brief" | "audience" | "budget" | "schedule" | "creatives";
        /**
         * SectionView
         * @description A section, the hash of what it says, and whether that differs.
         */
        SectionView: {
            /** Hash */
            hash: string;
            /** Is Changed */
            is_changed: boolean;
            section: components["schemas"]["Section"];
        };
        /**
         * Seen
         * @description What a person did with an item of a feed.
         * @enum {string}
         */
        Seen: "shown" | "clicked" | "dismissed";
        /**
         * SegmentDefinition
         * @description What a version of a segment says.
         */
        SegmentDefinition: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * For Bidding
             * @default false
             */
            for_bidding?: boolean;
            /** Members */
            members: components["schemas"]["Ruled"] | components["schemas"]["Listed"] | components["schemas"]["Lookalike"] | components["schemas"]["Predictive"];
            /** Name */
            name: string;
            /**
             * Refresh Minutes
             * @default 60
             */
            refresh_minutes?: number;
            /** @default custom */
            type?: components["schemas"]["SegmentType"];
        };
        /**
         * SegmentType
         * @description The six kinds a marketer chooses from; they differ in what they usually look at, not in how they are evaluated.
         * @enum {string}
         */
        SegmentType: "behavioral" | "demographic" | "predictive" | "lifecycle" | "custom" | "lookalike";
        /**
         * SegmentView
         * @description ``definition`` is what was sent, with its defaults.
         */
        SegmentView: {
            /** Archived */
            archived: boolean;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Definition */
            definition: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Estimated
             * @description How many were expected when this version was written.
             */
            estimated: number | null;
            /** Id */
            id: string;
            /**
             * Members
             * @description As counted at the end of the last refresh; of a single segment, now.
             */
            members: number;
            /** @description Of one that a model decides, once it was fitted. */
            model?: components["schemas"]["api__routes__segments__ModelView"] | null;
            /**
             * Number
             * @description What campaigns and bidders know it by.
             */
            number: number;
            /**
             * Refreshed At
             * @description When everybody was looked at last; null before the first time.
             */
            refreshed_at: string | null;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /** Version */
            version: number;
        };
        /**
         * Sender
         * @enum {string}
         */
        Sender: "journey" | "broadcast" | "activation_plan";
        /**
         * SenderChange
         * @description What to change of a sender; what is left out stays. A changed address is checked anew.
         */
        SenderChange: {
            /** Address */
            address?: string | null;
            /** Dkim Selectors */
            dkim_selectors?: string[] | null;
            /** Is Default */
            is_default?: boolean | null;
            /** Name */
            name?: string | null;
            /** Postal Address */
            postal_address?: string | null;
            /** Reply To */
            reply_to?: string | null;
        };
        /** SenderView */
        SenderView: {
            /** Address */
            address: string;
            /** Channel */
            channel: string;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Dkim Selectors */
            dkim_selectors: string[];
            domain: components["schemas"]["DomainView"] | null;
            /** Id */
            id: string;
            /** Is Default */
            is_default: boolean;
            /** Name */
            name: string;
            /** Postal Address */
            postal_address: string;
            /** Reply To */
            reply_to: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** SendTimeView */
        SendTimeView: {
            cohort: components["schemas"]["HabitView"];
            everybody: components["schemas"]["HabitView"];
            /** Hour */
            hour: number;
            /**
             * Method
             * @description Whose habits are followed: personal_optimal from 50 messages on, cohort_based, global_best, fallback.
             */
            method: string;
            personal: components["schemas"]["HabitView"];
            /** Time Zone */
            time_zone: string;
        };
        /** SessionView */
        SessionView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /**
             * Current
             * @description Whether this very call was made in it.
             */
            current: boolean;
            /**
             * Ends At
             * Format: date-time
             * @description However busy it is; sooner when nobody refreshes it for a week.
             * @example 2027-03-01T00:00:00Z
             */
            ends_at: string;
            /** Id */
            id: string;
            /**
             * Provider Id
             * @description The identity provider it came by; null for a password.
             */
            provider_id: string | null;
            /**
             * Refreshed At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            refreshed_at: string;
            /** Scopes */
            scopes: string[] | null;
            /** User Agent */
            user_agent: string;
        };
        /** SetAsidePage */
        SetAsidePage: {
            /** Items */
            items: components["schemas"]["SetAsideView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * SetAsideView
         * @description Something that came in and could not be taken in. It is kept for thirty days.
         */
        SetAsideView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Field */
            field: string;
            /** Id */
            id: string;
            /** Message */
            message: string;
            /**
             * Payload
             * @description As it came; in base64 where it is not text.
             */
            payload: string;
            /**
             * Subject
             * @description Where it came in: the source, and whatever its sender put behind.
             */
            subject: string;
        };
        /**
         * ShadingArm
         * @description First-price bids that were treated alike: `shaded`, `holdout` (left at value) or `explored` (lowered at random).
         */
        ShadingArm: {
            arm: components["schemas"]["Arm"];
            /**
             * At Value
             * @description What the same wins would have bid without shading.
             */
            at_value: string;
            /** Bids */
            bids: number;
            /**
             * Paid
             * @description What the wins bid; a first price is paid as it is bid.
             */
            paid: string;
            /**
             * Surplus Per Bid
             * @description What wins were worth beyond their price, spread over all bids: the figure shading is to raise.
             */
            surplus_per_bid: string;
            /** Win Rate */
            win_rate: number;
            /** Wins */
            wins: number;
        };
        /** ShadingMarket */
        ShadingMarket: {
            /** Arms */
            arms: components["schemas"]["ShadingArm"][];
            /** Currency */
            currency: string;
            /** Exchange Id */
            exchange_id: string;
            /**
             * Saved
             * @description What shaded and explored wins paid less than their value.
             */
            saved: string;
        };
        /**
         * ShadingReport
         * @description Of your bids in first-price auctions, as far as their outcome can be known.
         */
        ShadingReport: {
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /** Items */
            items: components["schemas"]["ShadingMarket"][];
            /**
             * One In
             * @description Figures are projected from one bid in so many; 1 means that all were counted.
             */
            one_in: number;
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
        };
        /**
         * Shadowing
         * @description Score a share of requests with a version besides the live one; no version ends it.
         */
        Shadowing: {
            /**
             * Share
             * @default 0.01
             */
            share?: number;
            /** Version */
            version: string | null;
        };
        /**
         * Share
         * @description How much of a campaign's budget an account may spend. It is the account's alone: our bidders never touch it.
         */
        Share: {
            /**
             * Share
             * @example 500.00
             */
            share: string;
        };
        /**
         * ShareView
         * @description So many of those it was sent to, with Wilson's interval at 95 %.
         */
        ShareView: {
            /** High */
            high: number;
            /** Low */
            low: number;
            /** People */
            people: number;
            /** Rate */
            rate: number;
        };
        /** SignIn */
        SignIn: {
            /**
             * Code
             * @description Of your authenticator, or a recovery code; asked for with ``code_needed`` once you have a second factor.
             * @default
             */
            code?: string;
            /**
             * Device
             * @description From the last time this device signed in: attempts of strangers then cannot keep it out.
             * @default
             */
            device?: string;
            /** Email */
            email: string;
            /**
             * In Cookie
             * @description For pages: the refresh token goes into a cookie that no script reads, not into the answer
             * @default false
             */
            in_cookie?: boolean;
            /** Password */
            password: string;
            /**
             * Scopes
             * @description Left out, everything you may do.
             */
            scopes?: components["schemas"]["Permission"][] | null;
            /** Tenant Id */
            tenant_id: string;
        };
        /** SimulatedProblemView */
        SimulatedProblemView: {
            /** Kind */
            kind: string;
            /** Problem */
            problem: string;
            /** Remedy */
            remedy: string;
            /** Step */
            step: string;
        };
        /** SimulatedView */
        SimulatedView: {
            /** Moments */
            moments: components["schemas"]["MomentView"][];
            /**
             * Problems
             * @description What is wrong whoever comes.
             */
            problems: components["schemas"]["SimulatedProblemView"][];
            /**
             * Run Id
             * @description What their run is called if they come in at the same instant.
             */
            run_id: string;
            /**
             * Starts At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            starts_at: string;
            /**
             * Status
             * @description Where the person stands then; empty for whoever never came in.
             */
            status: string;
            /** Step */
            step: string;
            /**
             * Until
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            until: string;
            /** Version */
            version: number;
        };
        /**
         * SimulationBody
         * @description One person, real by ``person_id`` or invented. What is said here holds instead of what is known.
         */
        SimulationBody: {
            /**
             * As If New
             * @default false
             */
            as_if_new?: boolean;
            /** Attributes */
            attributes?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Consents
             * @description ``email/marketing`` to ``granted``, ``denied`` or ``unknown``.
             */
            consents?: {
                [key: string]: components["schemas"]["ConsentState"];
            };
            /**
             * Definition
             * @description A definition that was not saved, in place of a version.
             */
            definition?: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /** Devices */
            devices?: components["schemas"]["api__routes__rehearsals__DeviceBody"][] | null;
            /**
             * Enters
             * @description At the start; otherwise when something happens that the trigger names.
             * @default true
             */
            enters?: boolean;
            /**
             * Event
             * @description What brought them in, as messages read it.
             */
            event?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Happening */
            happening?: components["schemas"]["WhatIf"][];
            /** Identities */
            identities?: {
                [key: string]: string[];
            } | null;
            /** Locale */
            locale?: string | null;
            /**
             * Person Id
             * @default
             */
            person_id?: string;
            preferred_channel?: components["schemas"]["Channel"] | null;
            /** Prices */
            prices?: {
                [key: string]: string;
            };
            /**
             * Segments
             * @description In these as well.
             */
            segments?: string[];
            /** Starts At */
            starts_at?: string | null;
            /** Time Zone */
            time_zone?: string | null;
            /**
             * Until
             * @description Where the clock stands: nothing later is told. Thirty days after the start where it is left out.
             */
            until?: string | null;
        };
        /**
         * SiteConsent
         * @description Whether visitors are asked before anything is sent.
         * @enum {string}
         */
        SiteConsent: "required" | "assumed";
        Size: [
            number,
            number
        ];
        /**
         * Slot
         * @description What a placement asks of one file. What is empty or None is not asked; of several sizes or lengths one has to fit.
         */
        Slot: {
            /**
             * Aspects
             * @default []
             */
            aspects?: components["schemas"]["Size"][];
            /**
             * Audio Codecs
             * @default []
             */
            audio_codecs?: string[];
            /**
             * Durations S
             * @default []
             */
            durations_s?: number[];
            /**
             * Is Required
             * @default true
             */
            is_required?: boolean;
            /**
             * Is Silent
             * @default false
             */
            is_silent?: boolean;
            least?: components["schemas"]["Size"] | null;
            /** Least Kbps */
            least_kbps?: number | null;
            /** Longest S */
            longest_s?: number | null;
            /** Media Types */
            media_types: string[];
            /** Most Bytes */
            most_bytes?: number | null;
            /** Most Kbps */
            most_kbps?: number | null;
            role: components["schemas"]["domain__placements__values__Role"];
            /**
             * Sizes
             * @default []
             */
            sizes?: components["schemas"]["Size"][];
            /**
             * Video Codecs
             * @default []
             */
            video_codecs?: string[];
        };
        /**
         * Source
         * @description The seven doors by which behaviour comes in; each is one token of its subject.
         * @enum {string}
         */
        Source: "mobile_app" | "pos" | "kiosk" | "web" | "call_center" | "partner_api" | "iot";
        /** SourceBody */
        SourceBody: {
            /** Enabled */
            enabled: boolean;
        };
        /** SpendView */
        SpendView: {
            /** Account Id */
            account_id: string;
            /** Currency */
            currency: string;
            /** Spend */
            spend: string;
            /** Wins */
            wins: number;
        };
        /**
         * Standing
         * @description Where a template is between its draft and what is sent.
         * @enum {string}
         */
        Standing: "unpublished" | "changed" | "published";
        /**
         * StandingView
         * @description An approval of an earlier round that counts for the sections that say what they said then.
         */
        StandingView: {
            /** Approver Id */
            approver_id: string;
            /** Sections */
            sections: components["schemas"]["Section"][];
        };
        /** StartedView */
        StartedView: {
            /** Workflow Id */
            workflow_id: string;
        };
        /** StatisticsView */
        StatisticsView: {
            /**
             * Counters
             * @description Of the process that answers, since its start.
             */
            counters: components["schemas"]["CountersView"][];
            /**
             * Spend
             * @description Of all processes, from the wins on record.
             */
            spend: components["schemas"]["SpendView"][];
        };
        /**
         * Status
         * @description Where somebody stands. Waiting people have a time, an event, or both to wait for.
         * @enum {string}
         */
        Status: "active" | "waiting" | "paused" | "completed" | "exited";
        /** StayView */
        StayView: {
            /** Segment Id */
            segment_id: string;
            /**
             * Since
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            since: string;
            /** Until */
            until: string | null;
        };
        /**
         * Step
         * @description The way from a brief to the air, in order.
         * @enum {string}
         */
        Step: "brief" | "audience" | "budget" | "schedule" | "creatives" | "review" | "air";
        /**
         * StepChange
         * @enum {string}
         */
        StepChange: "added" | "removed" | "changed" | "same";
        /** StepMoveView */
        StepMoveView: {
            /** Keeps Wait */
            keeps_wait: boolean;
            /** People */
            people: number;
            /** Step */
            step: string;
            /** To Step */
            to_step: string | null;
            /** Version */
            version: number;
        };
        /**
         * StepState
         * @enum {string}
         */
        StepState: "done" | "missing" | "optional" | "waiting";
        /**
         * StoredCreative
         * @description How to look at a stored creative. ``logos`` says where the logo is in its images, by their part.
         */
        StoredCreative: {
            /**
             * Draft
             * @description Hold it against what the kit says now, published or not.
             * @default false
             */
            draft?: boolean;
            /**
             * Kit Id
             * @default default
             */
            kit_id?: string;
            /** Logos */
            logos?: {
                [key: string]: components["schemas"]["Box"];
            };
            /**
             * Version
             * @description 0 is the newest that is published.
             * @default 0
             */
            version?: number;
        };
        /** StretchView */
        StretchView: {
            /** Billed Impressions */
            billed_impressions: number;
            /** Clicks */
            clicks: number;
            /**
             * Conversion Value
             * @example 500.00
             */
            conversion_value: string;
            /** Conversions */
            conversions: number;
            /**
             * Cpa
             * @description Spend a conversion; `cpc` a click, `cpm` a thousand billed impressions.
             */
            cpa: string | null;
            /** Cpc */
            cpc: string | null;
            /** Cpm */
            cpm: string | null;
            /**
             * From At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            from_at: string;
            /**
             * Roas
             * @description Conversion value over spend.
             */
            roas: string | null;
            /** Roi Percent */
            roi_percent: string | null;
            /**
             * Spend
             * @description Exact, from settlements the banker confirmed, and corrections of them.
             */
            spend: string;
            /**
             * To At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            to_at: string;
        };
        /**
         * Subject
         * @description The lists there are views of.
         * @enum {string}
         */
        Subject: "campaigns" | "launches";
        /** SuppressionBody */
        SuppressionBody: {
            /** @description All channels, if left out. */
            channel?: components["schemas"]["Channel"] | null;
            /**
             * Is Hash
             * @default false
             */
            is_hash?: boolean;
            kind: components["schemas"]["IdentityType"];
            /**
             * Note
             * @default
             */
            note?: string;
            /** @default admin_action */
            reason?: components["schemas"]["SuppressionReason"];
            /**
             * Until
             * @description For good, if left out.
             */
            until?: string | null;
            /**
             * Value
             * @description An e-mail address, a number like +14155550100, a person's id; or the list's hash, with is_hash.
             */
            value: string;
        };
        /** SuppressionPage */
        SuppressionPage: {
            /** Entries */
            entries: components["schemas"]["SuppressionView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * SuppressionReason
         * @description Why somebody must not be written to.
         * @enum {string}
         */
        SuppressionReason: "user_opt_out" | "bounced" | "complained" | "regulatory" | "admin_action" | "blocklisted";
        /** SuppressionsBody */
        SuppressionsBody: {
            /** Entries */
            entries: components["schemas"]["SuppressionBody"][];
        };
        /** SuppressionView */
        SuppressionView: {
            /**
             * Added At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            added_at: string;
            /** Added By */
            added_by: string;
            channel: components["schemas"]["Channel"] | null;
            /**
             * Identity
             * @description The salted hash that is all we keep.
             */
            identity: string;
            kind: components["schemas"]["IdentityType"];
            /** Note */
            note: string;
            reason: components["schemas"]["SuppressionReason"];
            /** Until */
            until: string | null;
        };
        /** TagView */
        TagView: {
            /** Assets */
            assets: number;
            /** Tag */
            tag: string;
        };
        /** Taken */
        Taken: {
            /** Items */
            items: number;
        };
        /**
         * TaskBody
         * @description Something to be done for a campaign. A required task keeps it from going live until it is done.
         */
        TaskBody: {
            /**
             * Assignee Id
             * @default
             */
            assignee_id?: string;
            /** Due At */
            due_at?: string | null;
            /**
             * Required
             * @default true
             */
            required?: boolean;
            /** Title */
            title: string;
        };
        /** TaskList */
        TaskList: {
            /** Items */
            items: components["schemas"]["TaskView"][];
        };
        /** TaskView */
        TaskView: {
            /** Assignee Id */
            assignee_id: string;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Done At */
            done_at: string | null;
            /** Done By */
            done_by: string;
            /** Due At */
            due_at: string | null;
            /** Id */
            id: string;
            /** Required */
            required: boolean;
            /** Title */
            title: string;
        };
        /** TemplatePage */
        TemplatePage: {
            /** Next Cursor */
            next_cursor: string | null;
            /** Templates */
            templates: components["schemas"]["api__routes__content__TemplateView"][];
        };
        /** TemplateUse */
        TemplateUse: {
            /** Id */
            id: string;
            kind: components["schemas"]["Sender"];
            /** Name */
            name: string;
            /**
             * Stage
             * @description Empty for a plan of activations, which has none.
             */
            stage: string;
        };
        /** TemplateWhole */
        TemplateWhole: {
            /** Channel */
            channel: string;
            /**
             * Content
             * @description The draft, or without one what is live.
             */
            content: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Draft By
             * @description Whoever wrote the draft last; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /** Has Draft */
            has_draft: boolean;
            /** Id */
            id: string;
            /** Is Archived */
            is_archived: boolean;
            /**
             * Live Version
             * @description 0 before the first.
             */
            live_version: number;
            /** Name */
            name: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** TenantChange */
        TenantChange: {
            /**
             * Requests Per Minute
             * @description What all its people and keys together may ask of the API; null for as much as they like.
             */
            requests_per_minute: number | null;
        };
        /** TenantPage */
        TenantPage: {
            /** Items */
            items: components["schemas"]["TenantView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** TenantView */
        TenantView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Requests Per Minute */
            requests_per_minute: number | null;
            /** Seat */
            seat: string;
        };
        /** TestResult */
        TestResult: {
            /** Decided At */
            decided_at: string | null;
            /** Decision */
            decision: string;
            /** Is Beyond Chance */
            is_beyond_chance: boolean;
            /** Leader */
            leader: string;
            /** Leads */
            leads: components["schemas"]["LeadView"][];
            /** Measured */
            measured: {
                [key: string]: components["schemas"]["ShareView"];
            };
            /** Winner */
            winner: string;
        };
        /**
         * TestSend
         * @description To whom: people who may get it by every rule; a test passes the same gates as any message.
         */
        TestSend: {
            /** Event */
            event?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Person Ids */
            person_ids: string[];
            /**
             * Purpose
             * @default transactional
             * @enum {string}
             */
            purpose?: "marketing" | "transactional";
            /** Variables */
            variables?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Version
             * @description 0 is the draft, or without one what is live.
             * @default 0
             */
            version?: number;
        };
        /** TestSent */
        TestSent: {
            /**
             * Keys
             * @description Ask the ledger what became of each.
             */
            keys: string[];
            /** Source */
            source: string;
            /**
             * Version
             * @description Negative for a draft, by its revision.
             */
            version: number;
        };
        /**
         * TextLimit
         * @description What a placement asks of one text.
         */
        TextLimit: {
            /**
             * Is Required
             * @default true
             */
            is_required?: boolean;
            /** Longest */
            longest: number;
            /** Name */
            name: string;
        };
        /**
         * TextsBody
         * @description What would be written beside assets that are no creative yet.
         */
        TextsBody: {
            /**
             * Body
             * @default
             */
            body?: string;
            /**
             * Cta
             * @default
             */
            cta?: string;
            /**
             * Sponsored
             * @default
             */
            sponsored?: string;
            /**
             * Title
             * @default
             */
            title?: string;
        };
        /** ThreadPage */
        ThreadPage: {
            /**
             * Items
             * @description A thread that does not end on a page goes on at the head of the next one, under the same id.
             */
            items: components["schemas"]["ThreadView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ThreadView
         * @description A thread, with those of its comments that are on this page.
         */
        ThreadView: {
            /** Comments */
            comments: components["schemas"]["CommentView"][];
            /** Creative Id */
            creative_id: string;
            /** Id */
            id: string;
            place: components["schemas"]["domain__workspace__comments__values__Place"];
            /** Resolved At */
            resolved_at: string | null;
            /** Resolved By */
            resolved_by: string;
        };
        /**
         * Throttle
         * @description At most so many messages a second, on a channel or all together; ``burst`` may go at once after a pause.
         */
        Throttle: {
            /** Burst */
            burst?: number | null;
            channel?: components["schemas"]["Channel"] | null;
            /** Per Second */
            per_second: number;
        };
        /** ToAttribute */
        ToAttribute: {
            /** Name */
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            to: "attribute";
            /** @default text */
            type?: components["schemas"]["AttributeType"];
        };
        /**
         * ToConsent
         * @description Yes or no to being written to on a channel for a purpose.
         */
        ToConsent: {
            channel: components["schemas"]["Channel"];
            /** @default marketing */
            purpose?: components["schemas"]["Purpose"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            to: "consent";
        };
        /**
         * ToField
         * @description What a person has one of; ``consented_at`` is when all consents of the row were given, the others how that can be shown.
         */
        ToField: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            to: "consent_how" | "consent_ip" | "consent_proof" | "consent_source" | "consent_text_version" | "consent_user_agent" | "consented_at" | "locale" | "preferred_channel" | "time_zone";
        };
        /**
         * TogetherView
         * @description All campaigns asked for whose money is in one currency.
         */
        TogetherView: {
            /** Ahead */
            ahead: number;
            /** Ahead By */
            ahead_by: string;
            /**
             * Behind
             * @description Campaigns that spend less than planned by now.
             */
            behind: number;
            /**
             * Behind By
             * @description What is missing of the plans of those.
             */
            behind_by: string;
            /** Budget */
            budget: string;
            /** Campaigns */
            campaigns: number;
            /** Confirmed */
            confirmed: string;
            /** Currency */
            currency: string;
            /**
             * Today
             * @description Of the day it is in each campaign's time zone.
             */
            today: string;
        };
        /**
         * ToIdentity
         * @description The column is an id or an address; several values are divided by ``|``.
         */
        ToIdentity: {
            kind: components["schemas"]["IdentityKind"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            to: "identity";
        };
        /** TokenBody */
        TokenBody: {
            /**
             * Hours
             * @default 24
             */
            hours?: number;
            /** Person Id */
            person_id: string;
        };
        /** TokenPage */
        TokenPage: {
            /** Items */
            items: components["schemas"]["api__routes__platform_tokens__TokenView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** TokensView */
        TokensView: {
            /** Access Token */
            access_token: string;
            /**
             * Device
             * @description Keep it, and send it when this device signs in again.
             */
            device?: string | null;
            /**
             * Expires In
             * @description Seconds the access token is good.
             * @default 300
             */
            expires_in?: number;
            /**
             * Refresh Token
             * @description Good once: every refresh gives another one. Null when it is in the browser's cookie.
             */
            refresh_token: string | null;
            /** Session Id */
            session_id: string;
            /**
             * Token Type
             * @default Bearer
             * @constant
             */
            token_type?: "Bearer";
        };
        /** ToldView */
        ToldView: {
            /** Text */
            text: string;
            /** Title */
            title: string;
        };
        /**
         * Tone
         * @description Words a brand likes and words it never uses. A term that ends in ``*`` means every word that begins like it.
         */
        Tone: {
            /**
             * Approved
             * @default []
             */
            approved?: string[];
            /**
             * Approved At Least
             * @default 0
             */
            approved_at_least?: number;
            /**
             * Forbidden
             * @default []
             */
            forbidden?: components["schemas"]["Forbidden"][];
        };
        /**
         * ToSaleOptOut
         * @description Yes to having opted out of the sale and sharing of their data. A no takes no opt-out back.
         */
        ToSaleOptOut: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            to: "sale_opt_out";
        };
        /**
         * TraceList
         * @description Newest first: exchanges may give two requests the same id.
         */
        TraceList: {
            /** Items */
            items: components["schemas"]["TraceView"][];
        };
        /**
         * TraceView
         * @description One request, as far as it concerns your campaigns.
         */
        TraceView: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Bid Currency */
            bid_currency: string;
            /** Bidder Id */
            bidder_id: string;
            /**
             * Campaigns
             * @description How far each of your live campaigns came: `bid`, or the code of its refusal.
             */
            campaigns: {
                [key: string]: string;
            };
            /** Entry */
            entry: string;
            /** Exchange Id */
            exchange_id: string;
            /**
             * Is Complete
             * @description Asked for, with every candidate's features; a sampled one has those of the winner.
             */
            is_complete: boolean;
            /** Lots */
            lots: components["schemas"]["LotView"][];
            /** Person Known */
            person_known: boolean;
            /**
             * Refusal
             * @description Why none of your campaigns bid; empty when one did.
             */
            refusal: string;
            /** Request Id */
            request_id: string;
            /**
             * Scored By
             * @description The provider that scored, and the version of its model.
             */
            scored_by: string;
        };
        /**
         * TrafficView
         * @description What the bid plane saw of the campaign in the window.
         */
        TrafficView: {
            /** Bids */
            bids: number;
            /** Billed Impressions */
            billed_impressions: number;
            /** Spend */
            spend: string;
            /** Traced Requests */
            traced_requests: number;
            /** Wins */
            wins: number;
        };
        /** TransitionList */
        TransitionList: {
            /** Items */
            items: components["schemas"]["api__routes__workflows__TransitionView"][];
        };
        /** TriedView */
        TriedView: {
            /** Channel */
            channel: string;
            /** Reason */
            reason: string;
            /** Step */
            step: string;
            /** Taken */
            taken: boolean;
        };
        /** TroubleView */
        TroubleView: {
            /** Campaign Id */
            campaign_id: string;
            /** Name */
            name: string;
            /** Remedy */
            remedy: string;
            /** Text */
            text: string;
        };
        /** TryBody */
        TryBody: {
            /**
             * Sender Id
             * @description Somebody to write as, for vendors that can say whether they let us.
             */
            sender_id?: string | null;
        };
        /** UnsavedToCheck */
        UnsavedToCheck: {
            channel: components["schemas"]["Channel"];
            /**
             * Content
             * @description A ``TemplateContent``; nothing of it is kept.
             */
            content: {
                [key: string]: unknown;
            };
            /** @default marketing */
            purpose?: components["schemas"]["Purpose"];
        };
        /** UnsavedToSee */
        UnsavedToSee: {
            /** Attributes */
            attributes?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            channel: components["schemas"]["Channel"];
            /**
             * Content
             * @description A ``TemplateContent``; nothing of it is kept.
             */
            content: {
                [key: string]: unknown;
            };
            /**
             * Event
             * @description ``{"name": ..., "properties": {...}}``, or the properties alone.
             */
            event?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Locale
             * @default
             */
            locale?: string;
            /** Person Id */
            person_id?: string | null;
            /**
             * Time Zone
             * @default
             */
            time_zone?: string;
            /** Variables */
            variables?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /** UseBody */
        UseBody: {
            kind: components["schemas"]["UseKind"];
            /** Subject Id */
            subject_id: string;
        };
        /**
         * UsedColour
         * @description A colour a creative shows, and the palette's colour that is next to it.
         */
        UsedColour: {
            /** Difference */
            difference: number;
            /** Hex */
            hex: string;
            /** Nearest */
            nearest: string;
            /** Part */
            part: string;
            /** Share */
            share?: number | null;
        };
        /**
         * UseKind
         * @description What can use an asset.
         * @enum {string}
         */
        UseKind: "campaign" | "creative" | "template" | "other";
        /**
         * UserChange
         * @description What is left out stays as it is.
         */
        UserChange: {
            /** Disabled */
            disabled?: boolean | null;
            /** Grants */
            grants?: components["schemas"]["ApproverGrant"][] | null;
            /** Roles */
            roles?: components["schemas"]["Role-Input"][] | null;
        };
        /** UserPage */
        UserPage: {
            /** Items */
            items: components["schemas"]["UserView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** UserView */
        UserView: {
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Disabled */
            disabled: boolean;
            /** Email */
            email: string;
            /** Grants */
            grants: components["schemas"]["ApproverGrant"][];
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Roles */
            roles: components["schemas"]["domain__identity__values__Role"][];
            /** Tenant Id */
            tenant_id: string;
        };
        /** UsesView */
        UsesView: {
            /**
             * Creative Ids
             * @description Creatives that nobody noted, whose content has the asset's id in it.
             */
            creative_ids: string[];
            /** Noted */
            noted: components["schemas"]["UseView"][];
        };
        /** UseView */
        UseView: {
            kind: components["schemas"]["UseKind"];
            /**
             * Noted At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            noted_at: string;
            /** Noted By */
            noted_by: string;
            /** Subject Id */
            subject_id: string;
            /** Version */
            version: number;
        };
        /**
         * Validation
         * @description What came of it. It passes without errors; warnings name what could not be told.
         */
        Validation: {
            /** Colours */
            colours: components["schemas"]["UsedColour"][];
            /** Creative Id */
            creative_id?: string | null;
            /** Creative Version */
            creative_version?: number | null;
            /** Errors */
            errors: number;
            /** Findings */
            findings: components["schemas"]["Finding"][];
            /** Kit Id */
            kit_id: string;
            /** Kit Version */
            kit_version: number;
            /** Notes */
            notes: number;
            /** Passes */
            passes: boolean;
            /** Warnings */
            warnings: number;
        };
        /** ValidationError */
        ValidationError: {
            /** Context */
            ctx?: Record<string, never>;
            /** Input */
            input?: unknown;
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
        };
        /** Variables */
        Variables: {
            /** Blocks */
            blocks: string[];
            /** Filters */
            filters: {
                [key: string]: string;
            };
            /** Roots */
            roots: {
                [key: string]: string;
            };
            /** Tags */
            tags: string[];
            /** Variables */
            variables: components["schemas"]["VariableView"][];
        };
        /** VariableView */
        VariableView: {
            /** Description */
            description: string;
            /** Path */
            path: string;
            /**
             * Type
             * @default
             */
            type?: string;
            /** @description Of the person who was asked for. */
            value?: components["schemas"]["JsonValue"];
        };
        /** VariantResult */
        VariantResult: {
            /** Bot Opens */
            bot_opens: number;
            bounced: components["schemas"]["ShareView"];
            clicks: components["schemas"]["ShareView"];
            complained: components["schemas"]["ShareView"];
            /** @description Without machines, each person once; likewise below. */
            opens: components["schemas"]["ShareView"];
            /**
             * Part
             * @description ``test``, or ``all`` for everybody else.
             */
            part: string;
            /** Sent */
            sent: number;
            unsubscribed: components["schemas"]["ShareView"];
            /** Variant */
            variant: string;
        };
        /**
         * VendorView
         * @description ``documented`` says which public document each ability follows, ``unverified`` what none confirms.
         */
        VendorView: {
            /** Batch */
            batch: number;
            /** Can Look Up */
            can_look_up: boolean;
            /** Channels */
            channels: string[];
            /** Costs */
            costs: boolean;
            /** Credentials */
            credentials: string[];
            /** Documented */
            documented: {
                [key: string]: string;
            };
            /** Idempotency */
            idempotency: string;
            /** Label */
            label: string;
            /** Max Bytes */
            max_bytes: number;
            /**
             * Needs Account
             * @description False for our own outbox, feeds and bid plane, which are there for everybody.
             */
            needs_account: boolean;
            /** Needs Sender */
            needs_sender: boolean;
            /** Optional Credentials */
            optional_credentials: string[];
            /** Optional Parameters */
            optional_parameters: string[];
            /** Parameters */
            parameters: string[];
            /** Platforms */
            platforms: string[];
            /**
             * Rate Per S
             * @description 0 where the vendor does not say.
             */
            rate_per_s: number;
            /** Receipts */
            receipts: string[];
            /** Unverified */
            unverified: string[];
            /** Vendor */
            vendor: string;
        };
        /**
         * VerificationView
         * @description How far a chain was looked at, and whether it holds so far.
         */
        VerificationView: {
            broken: components["schemas"]["BrokenView"] | null;
            /** Chain */
            chain: string;
            /**
             * Entries
             * @description As many hold, counted from the first one.
             */
            entries: number;
            /**
             * Is Over
             * @description Whether there is nothing more to look at: the chain was walked to its end, or is broken.
             */
            is_over: boolean;
            /**
             * Of
             * @description As many there should be.
             */
            of: number;
            /**
             * Reached
             * @description Ask for the next stretch with this as ``after``; at the end it is what to note.
             */
            reached: string;
        };
        /** VerifyBody */
        VerifyBody: {
            how: components["schemas"]["Check"];
        };
        /** VersionBody */
        VersionBody: {
            /**
             * File
             * @example 9f86d081884c7d659a2feaa0c55ad015...
             */
            file: string;
            /**
             * Note
             * @default
             */
            note?: string;
        };
        /** VersionWhole */
        VersionWhole: {
            /** Comment */
            comment: string;
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /**
             * Published At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            published_at: string;
            /** Published By */
            published_by: string;
            /** Version */
            version: number;
        };
        /**
         * ViewContent
         * @description One list as somebody wants to see it again.
         */
        ViewContent: {
            /** Columns */
            columns: string[];
            /**
             * Filters
             * @default {}
             */
            filters?: {
                [key: string]: string[] | string;
            };
            /**
             * Is Shared
             * @default false
             */
            is_shared?: boolean;
            /** Name */
            name: string;
            /** Sort */
            sort: string;
            subject: components["schemas"]["Subject"];
        };
        /**
         * WaitingCreative
         * @description A creative that joins the campaign once brief and budget are complete and its asset is approved.
         */
        WaitingCreative: {
            /** Asset Id */
            asset_id: string;
            /**
             * Hindrance
             * @description What else keeps it from joining; empty for nothing. Mend that, or take it out.
             */
            hindrance: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /** WaitingView */
        WaitingView: {
            /** Campaign Id */
            campaign_id: string;
            /** Name */
            name: string;
            /** Progress */
            progress: string;
        };
        /**
         * WayInView
         * @description How somebody comes in.
         */
        WayInView: {
            /**
             * Has Password
             * @description False for whoever has chosen none yet, and for whoever comes by an identity provider alone.
             */
            has_password: boolean;
            /** Has Second Factor */
            has_second_factor: boolean;
            /**
             * Only By
             * @description The name of the identity provider that is their only way in.
             */
            only_by: string | null;
        };
        /** WebsiteView */
        WebsiteView: {
            consent: components["schemas"]["SiteConsent"];
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Origins */
            origins: string[];
            /**
             * Pixel
             * @description To put where somebody has converted, with the tag's anonymous id and your order's number.
             */
            pixel: string;
            /**
             * Snippet
             * @description To put into the head of every page.
             */
            snippet: string;
            /**
             * Write Key
             * @description Public: it lets events in and nothing out.
             */
            write_key: string;
        };
        /**
         * WhatIf
         * @description Something that happens at an instant: an event, a change of the person, or both.
         */
        WhatIf: {
            /**
             * At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            at: string;
            /** Attributes */
            attributes?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Consents
             * @description ``email/marketing`` to ``granted``, ``denied`` or ``unknown``.
             */
            consents?: {
                [key: string]: components["schemas"]["ConsentState"];
            };
            /** Event */
            event?: string | null;
            /** Locale */
            locale?: string | null;
            preferred_channel?: components["schemas"]["Channel"] | null;
            /** Properties */
            properties?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Time Zone */
            time_zone?: string | null;
        };
        /** WholeBroadcastView */
        WholeBroadcastView: {
            /** Allowed */
            allowed: string[];
            /**
             * Audience
             * @description People written down, once it began.
             */
            audience: number;
            /** Began At */
            began_at: string | null;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Decides At */
            decides_at: string | null;
            /** Definition */
            definition: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Ended At */
            ended_at: string | null;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Reason
             * @description Why it is paused, what it waits for, or why it is a draft again.
             */
            reason: string;
            /** Revision */
            revision: number;
            stage: components["schemas"]["domain__broadcasts__values__Stage"];
            /** Starts At */
            starts_at: string | null;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
            /**
             * Winner
             * @description Of its test: what the rest gets; ``*`` is all variants.
             */
            winner: string;
        };
        /** WholeJourneyView */
        WholeJourneyView: {
            /** Allowed */
            allowed: string[];
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Draft */
            draft: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /**
             * Draft By
             * @description Whoever changed the draft last, publishing it among that; empty where that was not kept.
             */
            draft_by: string;
            /** Draft Revision */
            draft_revision: number;
            /** Estimated People */
            estimated_people: number;
            /**
             * Faults
             * @description Of the draft.
             */
            faults: components["schemas"]["FaultView"][];
            /** Has Draft */
            has_draft: boolean;
            /** Id */
            id: string;
            /** Live */
            live: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /**
             * Live Version
             * @description 0 before the first publication.
             */
            live_version: number;
            /**
             * Mode
             * @description ``individual`` or ``cohort``; empty before the first publication.
             */
            mode: string;
            /** Name */
            name: string;
            stage: components["schemas"]["JourneyStage"];
            /** Trigger */
            trigger: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            updated_at: string;
        };
        /** WholeRehearsalView */
        WholeRehearsalView: {
            /**
             * Audience
             * @description As it was estimated before anybody was looked at.
             */
            audience: number;
            /**
             * Created At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Ended At */
            ended_at: string | null;
            /** Failure */
            failure: string;
            /** Id */
            id: string;
            /** Journey Id */
            journey_id: string;
            /**
             * Lines
             * @description For everybody met so far; between low and high 19 times of 20 where only some were taken through.
             */
            lines: components["schemas"]["LineView"][];
            /**
             * Looked At
             * @description Of those, taken through the journey.
             */
            looked_at: number;
            /**
             * People
             * @description Of the audience, met so far.
             */
            people: number;
            /** Problems */
            problems: components["schemas"]["ProblemView"][];
            /** Request */
            request: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            stage: components["schemas"]["domain__journeys__rehearsals__values__Stage"];
            /**
             * Starts At
             * Format: date-time
             * @example 2027-03-01T00:00:00Z
             */
            starts_at: string;
            /** Version */
            version: number;
        };
        /** Whose */
        Whose: {
            /** Attributes */
            attributes?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Event
             * @description ``{"name": ..., "properties": {...}}``, or the properties alone.
             */
            event?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Locale
             * @default
             */
            locale?: string;
            /** Person Id */
            person_id?: string | null;
            /**
             * Time Zone
             * @default
             */
            time_zone?: string;
            /** Variables */
            variables?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Version
             * @description 0 is the draft, or without one what is live.
             * @default 0
             */
            version?: number;
        };
        /** WhoseBody */
        WhoseBody: {
            kind: components["schemas"]["IdentityKind"];
            /** Value */
            value: string;
        };
        /** WhyView */
        WhyView: {
            /** In Words */
            in_words: string;
            /**
             * Messages
             * @description The latest first, a hundred at most.
             */
            messages: components["schemas"]["ExplainedView"][];
        };
        /** WinView */
        WinView: {
            /** Account Id */
            account_id: string;
            /** Bid Id */
            bid_id: string;
            /**
             * Counted
             * @description False when it was on record already.
             */
            counted: boolean;
            /** Currency */
            currency: string;
            /** Platform */
            platform: string;
            /** Price */
            price: string;
            /**
             * Told
             * @description Whether the platform has taken note; if not, report the win again.
             */
            told: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
