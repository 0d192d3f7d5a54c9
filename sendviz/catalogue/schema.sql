-- Every table of the file, one comment a column: written out from tables/*.toml by
-- python -m sendviz.catalogue.layouts. A person is a salted hash; names, UPNs, full birth dates and
-- postcodes never enter. Dates are plain DATE. Missing is NULL, never nought.

-- What the file says of itself.
create table meta (
    key varchar primary key,                -- built_at, version, steps
    value varchar
);

-- A council.
create table council (
    la_code varchar primary key,            -- DfE's three-digit code: the key that survives ONS recoding
    gss_code varchar,                       -- ONS code that joins to boundaries
    name varchar not null,                  -- as DfE prints it
    short_name varchar not null,            -- the usual short one (BCP)
    region_code varchar,
    region varchar,
    kind varchar,                           -- county, unitary, metropolitan, London borough
    status varchar not null,                -- current, abolished
    population_0_25 bigint,                 -- mid-2023 unless the source says otherwise
    population_0_17 bigint
);

-- A statistical neighbour of a council.
create table neighbour (
    la_code varchar not null,               -- the council
    position integer not null,              -- 1 is the closest
    neighbour_la_code varchar not null,
    closeness varchar,                      -- DfE's word for it
    edition varchar not null                -- neighbour sets change: May 2025
);

-- A council with person-level records.
create table coverage (
    la_code varchar primary key,            -- a council with person-level records
    first_day date not null,                -- records tell of events from here on
    data_date date not null,                -- and are known to here
    simulated boolean not null              -- true if any record is made up
);

-- An area of a scheme.
create table area (
    area_id varchar primary key,            -- district: its ONS code; else la_code/scheme/name
    la_code varchar not null,
    scheme varchar not null,                -- council, locality, district, icb, sub_icb, ccg
    scheme_name varchar not null,           -- what the council calls it: Quadrants
    name varchar not null,
    code varchar,                           -- the publisher's code, where there is one
    position integer not null,              -- order on screens; the not-known bucket comes last
    population_0_25 bigint,
    population_year varchar,
    known boolean not null                  -- false: the "not known / out of area" bucket
);

-- To which area of a scheme a district belongs.
create table area_member (
    district varchar not null,              -- area_id of a district
    scheme varchar not null,
    area_id varchar not null,               -- the area of that scheme which it belongs to
    valid_from date not null,
    valid_to date                           -- first day on which it no longer holds; NULL: still does
);

-- A request for an EHC needs assessment and all that follows it.
create table request (
    request_id bigint primary key,
    la_code varchar not null,
    person varchar not null,                -- salted hash
    case_ref varchar,                       -- the council's own reference
    received date,                          -- day 0; NULL on a few historical records
    source varchar,                         -- parent, education, health, social_care, other; NULL: not known
    rya boolean,                            -- made while in relevant youth accommodation
    decision varchar,                       -- Y assess, N refused, A not yet, W withdrawn, H before the collection
    decided date,
    withdrawn_on date,                      -- SEN2 has no such date; local files may
    exported_to varchar,                    -- LA code if the child moved before the end
    request_mediation boolean,
    request_tribunal boolean,
    outcome varchar,                        -- Y plan, N no plan, A not yet, W ended before, H before the collection
    no_plan_told date,                      -- day the family was told that there will be no plan
    draft date,                             -- local files only
    issued date,                            -- day the plan was issued
    exception boolean,                      -- Week20: a permitted exception to 20 weeks
    exception_reason varchar,               -- local files only
    assessment_mediation boolean,
    assessment_tribunal boolean,
    other_mediation boolean,
    other_tribunal boolean,
    decision_due date,                      -- received + the 6-week limit in force that day
    no_plan_due date,                       -- received + the 16-week limit
    plan_due date,                          -- received + the 20-week limit
    birth_month date,                       -- first of the month
    age smallint,                           -- whole years on the day of the request
    age_band varchar,                       -- codes of dimensions.toml, of that age
    phase varchar,                          -- idem, by the age on the 31 August before the school year of the request
    sex varchar,                            -- M, F
    ethnicity_group varchar,                -- codes of dimensions.toml
    need varchar,                           -- DfE need code where known
    setting varchar,                        -- codes of dimensions.toml
    social_care varchar,                    -- codes of dimensions.toml
    district varchar not null,              -- area_id of a district, or the council's not-known bucket
    deprivation smallint,                   -- fifth of England's neighbourhoods by deprivation, 1 the most deprived
    team varchar,
    plan_started date,                      -- start of the plan that is held under this request
    has_plan boolean not null,              -- such a plan is out, whether or not its start is known
    has_doubt boolean not null,             -- an error of the checks touches one of its steps
    gone_on date,                           -- day of the newer complete file that lacks it: it left before, nobody says when; the day of receipt (1900 where there is none): a corrected file of the same day took it out
    ended_undated boolean,                  -- it has left on a day that its file holds and that cannot be read
    simulated boolean not null,
    import_id integer not null              -- the import that last changed the row
);

-- An EHC plan.
create table plan (
    plan_id bigint primary key,
    la_code varchar not null,
    person varchar not null,
    case_ref varchar,
    started date,                           -- NULL: in force, and no file tells since when
    ceased date,
    cease_reason smallint,                  -- 1 to 9, domain list of the SEN2 guide
    transferred_from varchar,               -- LA code if the plan came from another council
    need varchar,
    second_need varchar,
    setting varchar,
    residential varchar,
    personal_budget boolean,
    birth_month date,
    sex varchar,
    ethnicity_group varchar,
    social_care varchar,
    district varchar not null,
    seen_on date not null,                  -- reference date of the newest return that holds it
    has_doubt boolean not null,             -- an error of the checks touches its start or its end
    gone_on date,                           -- day of the newer return that lacks it; the day of its start: as in request
    simulated boolean not null,
    import_id integer not null
);

-- An annual review.
create table review (
    review_id bigint primary key,
    plan_id bigint not null,
    la_code varchar not null,
    meeting date not null,                  -- of a review known by its decision only, the day of that
    by_decision boolean not null,           -- no file tells the day of the meeting
    outcome varchar,                        -- M maintain, C cease, A amend
    draft date,                             -- draft amended plan sent
    decided date,                           -- the council wrote to the family
    phase_transfer_due date,
    phase_transfer_final date,
    simulated boolean not null,
    import_id integer not null
);

-- A request for advice.
create table advice (
    advice_id bigint primary key,
    request_id bigint,                      -- NULL if the case is not known
    la_code varchar not null,
    kind varchar not null,                  -- codes of dimensions.toml (advice)
    provider varchar,
    asked date not null,
    due date not null,                      -- asked + 42 days unless the file says otherwise
    received date,
    returned_for_quality boolean,
    simulated boolean not null,
    import_id integer not null
);

-- A referral to one team (names after the Community Services Data Set).
create table referral (
    referral_id bigint primary key,
    la_code varchar not null,
    person varchar,                         -- salted hash; NULL: the file names nobody
    referral_ref varchar,                   -- the provider's own reference
    pathway varchar not null,               -- autism, adhd, slt, ot, physio, paediatrics
    team varchar,
    provider varchar,
    provider_code varchar,                  -- ODS code
    received date not null,                 -- day 0 of every clock
    source varchar,                         -- parent, education, health, social_care, other
    priority varchar,
    accepted date,
    rejected date,
    rejection_reason varchar,
    first_contact date,                     -- first contact that was attended
    assessment_started date,
    outcome_date date,
    outcome varchar,                        -- diagnosed, not_diagnosed, other
    discharged date,
    discharge_reason varchar,               -- codes of dimensions.toml (left_because)
    missed_on date,                         -- newest first appointment that was not attended
    gone_on date,                           -- day of the newer list that lacks it: it left before, nobody says when; the day of receipt: a corrected list of the same day took it out
    birth_month date,                       -- first of the month
    age smallint,                           -- whole years on the day of the referral
    age_band varchar,                       -- as in request
    phase varchar,
    sex varchar,
    ethnicity_group varchar,
    social_care varchar,
    district varchar not null,              -- area_id of a district, or of a bucket
    deprivation smallint,                   -- as in request
    has_doubt boolean not null,             -- an error of the checks touches one of its days, or the birth date
    placed_by varchar not null,             -- district, locality, sub_icb, practice, nothing: how the area was found
    simulated boolean not null,
    import_id integer not null
);

-- A contact with, or offer to, a family that waits: for a referral or an EHC assessment.
create table support_contact (
    support_id bigint primary key,
    la_code varchar not null,
    referral_id bigint,                     -- the wait that it belongs to: a referral,
    request_id bigint,                      -- or a request for an EHC needs assessment
    kind varchar not null,                  -- codes of dimensions.toml (support)
    offered date not null,
    taken_up boolean,                       -- NULL: not known
    simulated boolean not null,
    import_id integer not null
);

-- What the referral lists of a pathway and provider tell of.
create table referral_coverage (
    la_code varchar not null,
    pathway varchar not null,               -- a pathway that some file tells of
    provider varchar not null,              -- '' where the file names none
    first_day date not null,                -- its referrals tell of events from here on
    data_date date not null,                -- and are known to here
    simulated boolean not null,
    ends_from date not null default '1900-01-01', -- they tell who came and left from here on (9999: open ones only so far)
    assessments boolean not null default true, -- they tell when assessments began
    primary key (la_code, pathway, provider)
);

-- A published figure of the NHS.
create table health_figure (
    publication varchar not null,           -- community, autism, adhd; serves: which areas a board or location is
    edition varchar not null,               -- of the file: 2025-10, 2022-12
    method varchar not null,                -- series that may be joined share it
    month date not null,                    -- first of the month told of
    level varchar not null,                 -- national, region, icb, sub_icb, provider
    code varchar not null,                  -- ODS code; the name where the file has none
    name varchar not null,
    parent varchar,                         -- of a provider or sub-ICB its board, where known; of 'serves' the council
    service varchar not null,               -- the publisher's own line
    pathway varchar,                        -- ours, where the line is one
    indicator varchar not null,             -- total, over_52_weeks, 0-7, ASD16b, organisations_missing ...
    category varchar not null,              -- All, or the age band
    value double,                           -- as published
    blank varchar,                          -- suppressed, not_submitted
    source varchar not null,
    import_id integer not null
);

-- How deprived an area is.
create table deprivation (
    area_code varchar not null,             -- ONS code of a neighbourhood (LSOA) or a district
    level varchar not null,                 -- lsoa, district
    edition varchar not null,               -- year of the Indices of Deprivation: 2019, 2025
    name varchar,
    score double,                           -- average score, higher is more deprived
    rank integer,                           -- 1 is the most deprived
    decile smallint,                        -- 1 is the most deprived tenth of England
    import_id integer not null
);

-- The outline of an area.
create table boundary (
    area_code varchar primary key,          -- ONS code
    name varchar not null,
    shape varchar not null,                 -- GeoJSON geometry, longitude and latitude (WGS 84)
    import_id integer not null
);

-- A published figure of education.
create table published (
    publisher varchar not null,
    edition varchar not null,               -- reporting year or file edition
    la_code varchar not null,               -- three-digit code; E92000001 or E12... for England and regions
    level varchar not null,                 -- national, regional, council
    area_name varchar not null,
    year integer not null,                  -- calendar year, or the year of the January count
    indicator varchar not null,
    category varchar not null,              -- All, or the breakdown
    numerator double,
    denominator double,
    value double,                           -- as published; shares as fractions
    blank varchar,                          -- why there is no value: suppressed, not_submitted, not_applicable
    doubt varchar,                          -- what the checks on import found, in a sentence
    source varchar not null,
    import_id integer not null
);

-- Something dated that a chart should mark.
create table event (
    la_code varchar,                        -- NULL: everywhere
    area_id varchar,                        -- the only area that it concerns; NULL: all
    measure varchar,                        -- the only measure that it concerns; NULL: all
    day date not null,
    label varchar not null,
    kind varchar not null                   -- staff, system, definition, money, inspection; health: of health measures only; rebase: limits of charts start anew, the label says why
);

-- By what later files find the same child.
create table person_alias (
    alias varchar not null,                 -- salted hash of one identifier, by which later files find the same child
    kind varchar not null,                  -- upn, uln, person_id, case, temporary (a UPN that a letter ends); weak: birth date, sex and postcode together; born: birth date alone
    la_code varchar not null,
    person varchar not null
);

-- What an import changed in a row.
create table record_change (
    import_id integer not null,             -- the import that changed it
    table_name varchar not null,
    row_id bigint not null,
    column_name varchar not null,
    was varchar,
    now varchar
);

-- One file that was loaded.
create table import_log (
    import_id integer primary key,
    source varchar not null,                -- what it is
    layout varchar not null,                -- which reader
    edition varchar,
    la_code varchar,
    file_name varchar not null,             -- without folders
    sha256 varchar not null,
    rows_read bigint,                       -- NULL in a public file, of a provider's list
    rows_kept bigint,                       -- NULL in a public file, of a provider's list
    rows_refused bigint,                    -- NULL in a public file, of a provider's list
    reasons varchar,                        -- why rows were refused, with counts
    rows_changed bigint,                    -- rows of earlier imports that this one changed
    data_date date,
    simulated boolean not null,
    imported_at timestamp not null,
    cells_unread bigint,                    -- cells of kept rows that could not be read and are missing
    unread_reasons varchar,                 -- which, with counts
    read_with varchar,                      -- mark of mapping, practices, postcode list and of what was said of the file; NULL: none
    whole boolean,                          -- of a file of cases: it was said to hold all that was open on its day, or a part; NULL: its rows show it
    told_from date                          -- from when on a file of cases tells who came and left
);

-- Which request or plan a file of cases held: what newer complete files lack has left.
create table held (
    import_id integer not null,
    la_code varchar not null,
    table_name varchar not null,            -- request, plan
    row_id bigint not null
);

-- What a check found in a row.
create table data_issue (
    import_id integer not null,
    rule varchar not null,                  -- R04
    severity varchar not null,              -- error, warning, information
    la_code varchar not null,
    district varchar not null,
    table_name varchar not null,
    row_number bigint,                      -- in the file: line or row
    case_ref varchar,
    day date,                               -- the date that the row belongs to, for filtering
    simulated boolean not null
);

-- A headline figure that a build changed for a period already told of.
create table restatement (
    noticed_at timestamp not null,          -- when the build that changed it ran
    la_code varchar not null,
    measure varchar not null,
    period_start date not null,
    period varchar not null,                -- month, calendar_year
    was_numerator double,
    was_denominator double,
    was_value double,
    now_numerator double,
    now_denominator double,
    now_value double
);

-- What this build gives for the headline measures, so that the next can tell what changed.
create table headline (
    la_code varchar not null,               -- what this build gives for the headline measures, so that the next can tell what changed
    measure varchar not null,
    period_start date not null,
    period varchar not null,
    numerator double,
    denominator double,
    value double
);

-- What public view is told of a part of a council, or of a kind of child: multiples of 5 or 10, without the noughts; and the exact whole.
create table public_figure (
    la_code varchar not null,
    table_id varchar not null,              -- a table of public.toml
    pathway varchar not null,               -- the health assessment, '' for none
    cut varchar not null,                   -- district, the kind of child, or council for the exact whole
    part varchar not null,                  -- the district, or the code of the kind; '' for the whole
    quarter date not null,                  -- its first day
    column_id varchar not null,             -- a column of that table
    figure integer not null
);

-- A quarter of which public view is told, and since when: its figures stay as they are.
create table public_quarter (
    la_code varchar not null,
    table_id varchar not null,
    pathway varchar not null,
    quarter date not null,                  -- its first day
    told_on date not null,                  -- the end of the newest quarter when it was told first
    simulated boolean not null
);

-- A count of a whole council in a month, as known from one as-at day until the next that changes it; in a public file.
create table whole_count (
    la_code varchar not null,
    measure varchar not null,
    variant varchar not null,               -- '' for the measure itself
    codes varchar not null,                 -- of the dimensions that whole councils are cut by, joined by /
    month date not null,                    -- its first day
    numerator double not null,              -- whole but of posts and pounds; of a list what it gained less what it lost
    denominator double,                     -- NULL of a list
    known_from date not null,               -- the as-at day
    known_to date                           -- the as-at day from which on it is another; NULL: it still holds
);

-- A mean or a percentile of a whole council over whole months, as known from one as-at day until the next that changes it; in a public file.
create table whole_value (
    la_code varchar not null,
    measure varchar not null,
    variant varchar not null,
    dimension varchar not null,             -- which the cases are held to one code of; '' for all cases
    code varchar not null,
    first_month date,                       -- NULL: all that is known
    last_month date not null,
    denominator bigint not null,
    value double,                           -- in the measure's unit
    low double,
    high double,
    known_from date not null,
    known_to date
);

-- The share of a whole council's children who still wait, by whole weeks, over the months to an as-at day; in a public file.
create table whole_curve (
    la_code varchar not null,
    measure varchar not null,
    dimension varchar not null,
    code varchar not null,
    first_month date not null,
    as_at date not null,
    waited bigint not null,
    gone double not null,                   -- the share that left without the event
    half double,                            -- weeks until half have it
    half_low double,
    half_high double,
    ninetieth double,
    ninetieth_low double,
    ninetieth_high double,
    share double[] not null,                -- by weeks, from week 0 on
    low double[] not null,
    high double[] not null
);

-- How many rows of a whole council a check found; in a public file.
create table issue_count (
    la_code varchar not null,
    rule varchar not null,                  -- R04
    severity varchar not null,
    n bigint not null
);

-- Of how many requests received in a month a code is known; in a public file.
create table code_known (
    la_code varchar not null,
    code varchar not null,                  -- a column of request
    month date not null,                    -- its first day
    requests bigint not null,
    known bigint not null
);

-- A table of which the file behind a public one holds rows of a council.
create table record_held (
    la_code varchar not null,
    table_name varchar not null
);

-- An inspection or review of the area; its outcome is not known before it is published.
create table inspection (
    inspection_id varchar primary key,      -- la_code/kind/first day
    la_code varchar not null,
    kind varchar not null,                  -- area_send, monitoring, local_area_2016, revisit_2016, thematic, dfe_review, peer_review
    framework varchar,                      -- 2016, 2023, 2025 (June 2025 revision)
    notified_on date,                       -- day the call came
    first_day date not null,                -- of the week on site: what the public list calls the start
    last_day date,
    published_on date,                      -- the outcome is not known before it
    outcome varchar,                        -- typically_positive, inconsistent, systemic_failings; effective_action, not_effective_action; wsoa_required, no_wsoa; sufficient_progress, insufficient_progress; none (thematic, reviews)
    next_kind varchar,                      -- full, monitoring, none
    next_after_months smallint,             -- as the report says: 18, 36, 60
    bodies varchar,                         -- responsible bodies, separated by |
    report varchar,                         -- address of the report
    simulated boolean not null,
    import_id integer not null
);

-- What an inspection found, word for word, or what the partnership itself wants to mend.
create table finding (
    finding_id varchar primary key,         -- inspection_id/kind/number, or la_code/plan/number
    la_code varchar not null,
    inspection_id varchar,                  -- NULL: the partnership's own
    kind varchar not null,                  -- priority_action, improvement, weakness, recommendation, own
    number smallint not null,
    wording varchar not null,               -- of the report, word for word: published, so public
    theme varchar not null,                 -- identified, participate, right_help, next_steps, included (the five of 2.5)
    bodies varchar not null,                -- council, icb, trust, provider names, separated by |
    service varchar,                        -- codes of dimensions.toml (service): ehc_timeliness, ehc_quality, annual_review, autism, adhd, slt, ot, mental_health, early_identification, transition, alternative_provision, joint_commissioning, communication, data, social_care, placement, attendance
    area_id varchar,                        -- the only area that it concerns
    age_band varchar,
    closed_on date,
    closed_why varchar,                     -- monitoring inspection, DfE letter, board decision
    simulated boolean not null,
    import_id integer not null
);

-- A line of an improvement plan.
create table action (
    action_id varchar primary key,          -- la_code/plan/ref
    la_code varchar not null,
    plan varchar not null,                  -- pap, app, wsoa, strategic, reform, own
    plan_version varchar,
    ref varchar not null,                   -- as the plan writes it: 1.2, PA2.3a
    finding_id varchar,
    title varchar not null,
    success varchar,                        -- what success looks like
    workstream varchar,
    principle varchar,                      -- early, local, fair, effective, shared (reform plans)
    partner varchar not null,               -- council, icb, trust, provider, schools, forum, joint, not_known
    lead_role varchar,                      -- a role, never a private person
    accountable_role varchar,
    starts date,
    due date,                               -- first agreed date; revisions are updates
    due_text varchar,                       -- as written, where it is no date: Ongoing, TBC
    depends_on varchar,                     -- refs separated by |
    wanted varchar,                         -- must, should, could
    co_produced boolean,
    public boolean not null,                -- title and state may stand in public view
    simulated boolean not null,
    import_id integer not null
);

-- A measure that an action should move, or must not harm.
create table action_measure (
    action_id varchar not null,
    measure varchar not null,               -- id in the catalogue
    selection varchar not null,             -- address-bar form: area=Mid&pathway=slt&age=11-15; '' is the whole council
    role varchar not null,                  -- moves, guards (must not get worse), felt (what families say)
    baseline double,
    baseline_on date,
    target double,
    target_on date,                         -- local target, never the legal limit
    change double,                          -- expected, in the measure's unit, signed
    expected_from date,                     -- earliest day on which an effect can show
    expected_by date,                       -- day by which it should have shown in full
    why_then varchar,                       -- 16 weeks from recruitment to a full caseload ...
    simulated boolean not null,
    import_id integer not null,
    primary key (action_id, measure, selection)
);

-- What a plan calls its ratings, where a mapping told it.
create table rating_key (
    la_code varchar not null,
    plan varchar not null,
    said varchar not null,                  -- the plan's own word
    rating varchar not null,                -- blue, green, amber, red; none: not rated
    simulated boolean not null,
    import_id integer not null,
    primary key (la_code, plan, said)
);

-- A step of an action, with the value planned and the value reported.
create table milestone (
    action_id varchar not null,
    number smallint not null,
    text varchar not null,
    due date,
    target double,
    actual double,                          -- Devon's pairs; NULL actual with due in the past is 'not reported'
    actual_blank varchar,                   -- not_reported, not_yet_due, suppressed
    reached_on date,
    simulated boolean not null,
    import_id integer not null,
    primary key (action_id, number)
);

-- What somebody said of an action on a day; a correction is a new row.
create table action_update (
    update_id varchar primary key,          -- from a file: file/ and a hash of what it says of the action on its day, so that a file loaded anew has the same; in the app: a uuid
    action_id varchar not null,
    day date not null,                      -- day that it tells of
    entered_at timestamp not null,          -- of a file the start of its day, so that what is written in the app on that day is newer
    entered_by varchar not null,            -- name from sign-in, or 'file'
    entered_role varchar,
    state varchar,                          -- not_started, in_progress, complete, embedded, paused, stopped, merged
    rating varchar,                         -- blue, green, amber, red; NULL: not rated
    percent smallint,
    new_due date,
    reason varchar,                         -- must stand with red, amber, a later date, paused, stopped
    note varchar,
    after_id varchar,                       -- the update that the writer had before them
    withdraws varchar,                      -- update_id of an entry made in error
    simulated boolean not null,
    import_id integer not null
);

-- Something that shows what was done or what came of it.
create table evidence (
    evidence_id varchar primary key,
    la_code varchar not null,
    finding_id varchar,
    action_id varchar,
    theme varchar,
    kind varchar not null,                  -- data, audit, survey, case_study, minutes, document, feedback, inspection
    title varchar not null,
    dated date not null,
    valid_to date,
    level smallint not null,                -- 1 we say so, 2 it was done, 3 it was measured, 4 families or an outsider confirm
    base_n integer,
    measure varchar,
    selection varchar,                      -- where kind = data: the screen that shows it
    kept_at varchar,                        -- where an officer finds it; never a path on this machine
    owner_role varchar,
    seen_by varchar not null,               -- public, board, officer
    simulated boolean not null,
    import_id integer not null
);

-- A risk, issue, assumption or dependency of a plan.
create table risk (
    risk_id varchar primary key,
    la_code varchar not null,
    action_id varchar,
    finding_id varchar,
    kind varchar not null,                  -- risk, issue, assumption, dependency
    text varchar not null,
    cause varchar,
    effect varchar,
    likelihood smallint,
    impact smallint,                        -- 1 to 5 before
    likelihood_after smallint,
    impact_after smallint,
    response varchar,                       -- treat, tolerate, transfer, terminate
    mitigation varchar,
    owner_role varchar,
    raised_on date,
    review_on date,
    state varchar not null,                 -- open, closed, happened
    simulated boolean not null,
    import_id integer not null
);

-- Something that a body decided, or is asked to decide.
create table decision (
    decision_id varchar primary key,
    la_code varchar not null,
    body varchar not null,                  -- board, cabinet, scrutiny, icb, forum, dfe
    meeting date not null,
    question varchar not null,
    options varchar,
    decided varchar,                        -- NULL: still to be decided
    decided_by_role varchar,
    money_id varchar,
    action_id varchar,
    finding_id varchar,
    do_by date,
    done_on date,
    minute varchar,
    simulated boolean not null,
    import_id integer not null
);

-- What was said in public that would be so, by when: judged by the measure itself.
create table promise (
    promise_id varchar primary key,         -- la_code/number
    la_code varchar not null,
    said_on date not null,
    said_by varchar not null,               -- the body, never a private person: council, icb, trust, dfe ...
    wording varchar not null,               -- what was promised, in our words
    measure varchar,                        -- id in the catalogue; NULL: no measure can judge it
    selection varchar not null default '',  -- address-bar form; '' is the whole council
    compare varchar,                        -- at_most, at_least
    value double,                           -- in the measure's unit
    hold_from date,                         -- first day of the period that is judged, of measures that count over a period
    hold_by date,                           -- day by which it was to be so; NULL: no day was given
    why_not_judged varchar,                 -- where no measure, value or day was given
    source varchar not null,                -- where it was said, and where that was read
    simulated boolean not null,
    import_id integer not null
);

-- An EHC plan, review or advice that was audited.
create table audit (
    audit_id bigint primary key,
    la_code varchar not null,
    audit_ref varchar,                      -- the council's own number of the audit
    case_ref varchar,                       -- officer only
    audited_on date not null,
    kind varchar,                           -- new_plan, amended_plan, annual_review, advice, thematic
    chosen varchar,                         -- random, all, targeted; NULL: not told. Only random and all may stand for the whole
    auditor varchar,                        -- internal, multi_agency, external, parent
    moderated boolean,
    grade_before varchar,                   -- before moderation
    grade varchar not null,                 -- outstanding, good, requires_improvement, inadequate, not_gradable
    issued_on date,                         -- of the plan audited
    drafting varchar,                       -- how the plan was drafted: by_hand, with_tool
    need varchar,
    age_band varchar,
    setting varchar,
    team varchar,
    district varchar,                       -- la_code/unknown where no row tells it
    health_advice boolean,                  -- the plan holds it
    care_advice boolean,
    ep_advice boolean,
    child_voice boolean,
    parent_voice boolean,
    outcomes_smart boolean,
    provision_specific boolean,
    therapist_saw_draft boolean,
    adulthood boolean,
    section_a varchar,                      -- the grade of one section of the plan
    section_b varchar,
    section_c varchar,
    section_d varchar,
    section_e varchar,
    section_f varchar,
    section_g varchar,
    section_h varchar,
    section_i varchar,
    section_j varchar,
    section_k varchar,
    simulated boolean not null,
    import_id integer not null
);

-- A complaint at one stage, or a decision of the Ombudsman.
create table complaint (
    complaint_id bigint primary key,
    la_code varchar not null,
    complaint_ref varchar,                  -- the council's own number
    case_ref varchar,                       -- officer only
    received date not null,
    stage varchar not null,                 -- informal, stage_1, stage_2, ombudsman
    body varchar,                           -- council, icb, trust; NULL: the council
    subject varchar,                        -- codes of dimensions.toml (subject)
    due date,
    answered date,
    outcome varchar,                        -- upheld, partly_upheld, not_upheld, withdrawn, referred_back, closed_after_initial_enquiries, not_in_remit
    ombudsman_ref varchar,                  -- 24 020 096
    ombudsman_on date,
    remedy double,                          -- pounds
    remedy_due date,
    remedy_done date,
    change_promised varchar,                -- what is to change, in one of few words: staff, training, procedure, review_of_cases, apology_only, other
    change_due date,
    change_done date,
    weeks_late double,                      -- of the plan or provision, as the decision finds
    district varchar,                       -- la_code/unknown where no row tells it
    simulated boolean not null,
    import_id integer not null
);

-- A mediation or an appeal to the tribunal.
create table appeal (
    appeal_id bigint primary key,
    la_code varchar not null,
    appeal_ref varchar,                     -- the tribunal's or the council's own number
    case_ref varchar,                       -- officer only
    kind varchar not null,                  -- mediation, tribunal
    about varchar,                          -- codes of dimensions.toml (about)
    registered date not null,
    heard date,
    closed date,
    outcome varchar,                        -- agreed, part_agreed, not_agreed, certificate_only, conceded, consent_order, withdrawn, struck_out, for_family, part_for_family, for_council
    need varchar,
    age_band varchar,
    district varchar,                       -- la_code/unknown where no row tells it
    simulated boolean not null,
    import_id integer not null
);

-- One answer to one question in one wave of a survey.
create table survey (
    survey_id bigint primary key,
    la_code varchar not null,
    name varchar,                           -- of the survey
    wave date not null,                     -- last day of the wave
    audience varchar,                       -- parents, young_people, practitioners
    locality varchar,                       -- where the answers are of a part of the council only
    question_key varchar not null,          -- stays while the wording means the same
    question varchar not null,
    theme varchar,                          -- codes of dimensions.toml (theme)
    answer varchar not null,
    positive boolean,                       -- NULL: neither counts as good nor as bad
    position smallint,
    answers integer not null,
    base integer not null,                  -- who answered the question
    invited integer,                        -- who was asked to take part
    wording_changed boolean,                -- since the wave before
    worked_back boolean,                    -- answers worked back from a rounded percentage and the base
    simulated boolean not null,
    import_id integer not null
);

-- The people of one role in one team at a month's end.
create table staff (
    staff_id bigint primary key,
    la_code varchar not null,
    month date not null,                    -- its last day
    basis varchar not null,                 -- actual, planned
    role varchar not null,                  -- codes of dimensions.toml (role)
    team varchar,
    locality varchar,
    posts double,                           -- full-time equivalents on the last day, as the others
    in_post double,
    agency double,                          -- not among those in post
    vacant double,                          -- posts less people in post, where both are told
    absent double,
    starters double,
    leavers double,
    share_on_assessments double,            -- of their time that goes to new assessments, 0 to 1
    simulated boolean not null,
    import_id integer not null
);

-- A sum that was approved for a purpose.
create table money (
    money_id bigint primary key,
    la_code varchar not null,
    purpose varchar not null,
    approved_on date not null,
    body varchar,                           -- cabinet, council, board ...
    amount double not null,                 -- pounds
    fund varchar,                           -- earmarked_reserve, base_budget, high_needs_block, grant, icb, other
    one_off boolean,
    from_day date,
    to_day date,
    spent double,                           -- pounds
    spent_to date,
    buys varchar,                           -- posts, assessments, places, other
    buys_number double,
    action_id varchar,
    public boolean,                         -- NULL: yes
    simulated boolean not null,
    import_id integer not null
);

-- From when to when a council's list of audits, complaints, appeals, surveys, staff or money tells.
create table list_coverage (
    la_code varchar not null,
    table_name varchar not null,
    first_day date not null,
    data_date date not null,
    simulated boolean not null,
    primary key (la_code, table_name)
);

-- A child with an EHC plan, on SEN support or being assessed, as a list of one day (a snapshot) tells of it: officer only.
create table child (
    la_code varchar not null,
    snapshot date not null,                 -- the day to which the list tells; several stay beside each other
    person varchar not null,                -- salted hash, the same as in request, plan and referral
    case_ref varchar,                       -- the council's own reference, of the list or of the child's plan or request
    status varchar not null,                -- ehc_plan, sen_support, being_assessed, refused
    birth_month date,                       -- first of the month
    age smallint,                           -- whole years on the day of the snapshot; 26 and over are kept, with an issue
    year_group smallint,                    -- school year: -1 nursery, 0 reception, 1 to 14; as told, else by age
    sex varchar,                            -- F, M; U not known, N not specified: where the list says so
    ethnicity varchar,                      -- code of the school census: WBRI ..., REFU, NOBT, UNKNOWN
    ethnicity_group varchar,                -- of that code: codes of dimensions.toml
    need varchar,                           -- main need
    second_need varchar,
    main_urn varchar,                       -- of the main school or college
    main_phase varchar,                     -- codes of dimensions.toml (establishment): a to i of Annex A
    other_phase varchar,                    -- of the second school or college, where the child is at two
    setting varchar,                        -- codes of dimensions.toml
    out_of_area boolean,                    -- the school or college lies in another council's area
    residential boolean,
    home_educated boolean,                  -- elective home education
    otherwise_than_at_school boolean,       -- provision arranged otherwise than at a school or college (EOTAS)
    no_place boolean,                       -- of school age and without a place
    part_time boolean,                      -- on a part-time timetable on the day of the snapshot
    part_time_since date,
    alternative_provision boolean,
    window_from date,                       -- first day of the months that the next five count, to the snapshot
    sessions_possible integer,
    sessions_missed integer,
    absence_percent double,                 -- as told, of a list that tells no sessions; NULL where the two above tell it
    suspensions smallint,
    permanent_exclusions smallint,
    pupil_premium boolean,
    social_care varchar,                    -- codes of dimensions.toml, or known: the list says yes, not how
    social_care_team varchar,               -- looked_after, child_in_need, child_protection, early_help, family_support, disabled_children, leaving_care, other
    care_experienced boolean,               -- has left care, or was in care before
    disability boolean,
    dynamic_support_register boolean,
    neet boolean,                           -- not in education, employment or training
    youth_justice boolean,                  -- only where a council's own list tells it
    first_issued date,                      -- of the EHC plan
    updated_on date,                        -- newest amended plan
    last_review date,
    phase_transfer_year boolean,            -- moves to another phase at the end of the school year
    numbered boolean not null,              -- the list gives a UPN, a ULN or the code for why there is none; they are not kept
    team varchar,                           -- SEND team
    district varchar not null,              -- area_id of a district, or of a bucket; of the list, else of the child's plan, request or referral
    simulated boolean not null,
    import_id integer not null
);
