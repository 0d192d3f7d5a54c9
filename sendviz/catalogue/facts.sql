-- Facts: one row for each thing that can be counted, with its date, its district and its dimensions.
-- Each "-- fact:" section is one named step; query puts the ones that it needs, in this order, before its own.
-- $as_at is the only parameter: events after it have not happened yet, undated columns keep what is known now.

-- fact: request_by_then
-- every request received by then, later decisions and outcomes turned back into "not yet". A limit is not known where
-- what it is for is dated before the request: then no time between the two can be told. Gone: a newer complete file
-- lacks it; what a corrected file took out (gone on the day of receipt) never was
select
    request_id, la_code, district, received, source,
    case when decided < received then null else decision_due end as decision_due,
    case when no_plan_told < received then null else no_plan_due end as no_plan_due,
    case when coalesce(issued, plan_started) < received then null else plan_due end as plan_due,
    case when decision in ('Y', 'N', 'H') and decided > $as_at then 'A'
         when decision = 'W' and withdrawn_on > $as_at then 'A'
         else decision end as decision,
    case when decided <= $as_at then decided end as decided,
    case when outcome = 'Y' and issued > $as_at then 'A'
         when outcome = 'N' and no_plan_told > $as_at then 'A'
         when outcome = 'W' and withdrawn_on > $as_at then 'A'
         when outcome = 'H' and plan_started > $as_at then 'A'
         else outcome end as outcome,
    case when no_plan_told <= $as_at then no_plan_told end as no_plan_told,
    case when draft <= $as_at then draft end as draft,
    case when issued <= $as_at then issued end as issued,
    case when plan_started <= $as_at and coalesce(issued, plan_started) <= $as_at then plan_started end as plan_started,
    has_plan and coalesce(coalesce(issued, plan_started) <= $as_at, true) as has_plan,
    case when withdrawn_on <= $as_at then withdrawn_on end as withdrawn_on,
    case when gone_on <= $as_at then gone_on end as gone_on,
    withdrawn_on is null and (
        coalesce(decision, 'A') = 'W' or coalesce(outcome, 'A') = 'W' or exported_to is not null
    ) as withdrawn_undated,
    case when exception then 'yes' else 'no' end as exception,
    coalesce(request_mediation, false) as request_mediation,
    coalesce(request_tribunal, false) as request_tribunal,
    coalesce(request_mediation, false) or coalesce(request_tribunal, false)
        or coalesce(assessment_mediation, false) or coalesce(assessment_tribunal, false)
        or coalesce(other_mediation, false) or coalesce(other_tribunal, false) as disputed,
    need, sex, setting, social_care, team, simulated, has_doubt,
    coalesce(ended_undated, false) as ended_undated,
    cast(deprivation as varchar) as deprivation,
    age_band, phase, ethnicity_group
from request
where (received <= $as_at or received is null)
    and coalesce(gone_on > coalesce(received, date '1900-01-01'), true)

-- fact: request_with_end
-- idem with whether a refused one was assessed after all (a refusal stays N: mediation or an appeal with an assessment,
-- a draft or a plan say so), and the day on which it ended: refused, without a plan, with a plan, or withdrawn
select
    known.*,
    least(
        case when known.decision = 'N' and not known.reopened then known.decided end,
        case when known.plan_started > known.no_plan_told then null else known.no_plan_told end,
        coalesce(known.issued, known.plan_started), known.withdrawn_on
    ) as ended_on
from (
    select
        request_by_then.*,
        coalesce(decision, 'A') = 'N' and (
            disputed and coalesce(outcome, 'H') <> 'H' or draft is not null or issued is not null
            or coalesce(plan_started >= coalesce(decided, plan_started), false)
        ) as reopened
    from request_by_then
) as known

-- fact: request_as_known
-- idem with whether it left on a day that no record tells
select
    request_with_end.*,
    withdrawn_undated or ended_on is null and (
        ended_undated or has_plan
        or coalesce(decision, 'A') = 'N' and not reopened or coalesce(outcome, 'A') in ('N', 'H')
    ) as left_undated
from request_with_end

-- fact: requested
-- one row a request; the date is the day it was received
select
    request_as_known.*, received as date,
    coalesce(decision, '') = 'N' as refused, coalesce(decision, '') in ('Y', 'H') as agreed,
    coalesce(decision, '') = 'A' as undecided, coalesce(decision, '') = 'W' as withdrawn
from request_as_known
where received is not null

-- fact: decided
-- one row a decision to assess or to refuse; the date is the day of the decision
select
    request_as_known.*, decided as date,
    case when decided >= received then date_diff('day', received, decided) end as days_to_decision
from request_as_known
where decided is not null and decision in ('Y', 'N')

-- fact: plan_issued
-- one row a plan issued after an assessment; the date is the day it was issued. Days are unknown where the day of the
-- request is, or lies after the plan; such plans count as issued, and in no band of time
select
    request_as_known.*, issued as date,
    case when issued >= received then date_diff('day', received, issued) end as days_to_issue,
    case when issued >= decided and coalesce(decision, 'A') <> 'N' then date_diff('day', decided, issued)
         end as days_from_decision
from request_as_known
where issued is not null and outcome = 'Y'

-- fact: no_plan
-- one row a decision not to issue a plan; the date is the day the family was told
select
    request_as_known.*, no_plan_told as date,
    case when no_plan_told >= received then date_diff('day', received, no_plan_told) end as days_to_no_plan
from request_as_known
where no_plan_told is not null and outcome = 'N'

-- fact: plan_due
-- one row a case whose 20-week date has come and which by then was neither refused, withdrawn, nor without a plan
select request_as_known.*, plan_due as date, coalesce(issued, plan_started) <= plan_due as on_time
from request_as_known
where plan_due <= $as_at and not left_undated
    and (coalesce(decision, 'A') <> 'N' or reopened or decided > plan_due)
    and (no_plan_told is null or no_plan_told > plan_due)
    and (withdrawn_on is null or withdrawn_on > plan_due) and (gone_on is null or gone_on > plan_due)

-- fact: in_process
-- one row a case, from the request to the day on which it ended, or was gone; a day before the request is read as that
-- of the request
select
    request_as_known.*, received as entered,
    case when least(ended_on, gone_on) < received then received else least(ended_on, gone_on) end as left_on
from request_as_known
where received is not null and not left_undated

-- fact: entered
-- one row a case that entered the process; the date is the day of the request
select in_process.*, entered as date from in_process

-- fact: left_process
-- one row a case that left the process; the date is the day on which it left
select in_process.*, left_on as date from in_process where left_on is not null

-- fact: open_case
-- one row a case still in the process on the as-at day; the date is that day
select
    in_process.*, cast($as_at as date) as date, date_diff('day', received, cast($as_at as date)) as days_open,
    case when draft is not null then 'drafting'
         when coalesce(decision, 'A') in ('Y', 'H') or reopened then 'assessing'
         else 'deciding' end as stage,
    helped.request_id is not null as supported
from in_process
left join (
    select la_code as helped_in, request_id from support_contact
    where offered <= $as_at and request_id is not null group by la_code, request_id
) as helped on helped.request_id = in_process.request_id and helped.helped_in = in_process.la_code
where left_on is null

-- fact: advice_asked
-- one row a request for advice; the date is the day by which it was due
select
    advice.la_code, advice.due as date, advice.kind as advice, advice.provider, advice.asked, advice.due,
    case when advice.received <= $as_at then advice.received end as received,
    coalesce(advice.received <= advice.due, false) as on_time,
    case when advice.received <= $as_at then date_diff('day', advice.asked, advice.received) end as days_to_advice,
    advice.simulated, coalesce(of_case.district, advice.la_code || '/unknown') as district,
    of_case.need, of_case.sex, of_case.age_band, of_case.phase, of_case.ethnicity_group, of_case.setting,
    of_case.social_care, of_case.source, of_case.exception, of_case.team, of_case.deprivation
from advice
left join request_as_known as of_case on of_case.request_id = advice.request_id
where advice.due <= $as_at

-- fact: advice_spell
-- one row a request for advice, from the day it was asked for to the day it came or the case left the process. Of a case
-- that left on a day that no record tells nothing is awaited; advice about no known case is awaited until it comes
select
    la_code, advice, provider, asked, due, received, entered, simulated, district, need, sex, age_band, phase,
    ethnicity_group, setting, social_care, source, exception, team, deprivation,
    case when over_on < asked then asked else over_on end as left_on
from (
    select
        advice.la_code, advice.kind as advice, advice.provider, advice.asked, advice.due, advice.asked as entered,
        case when advice.received <= $as_at then advice.received end as received,
        least(case when advice.received <= $as_at then advice.received end, of_case.left_on) as over_on,
        advice.simulated, coalesce(of_case.district, advice.la_code || '/unknown') as district,
        of_case.need, of_case.sex, of_case.age_band, of_case.phase, of_case.ethnicity_group, of_case.setting,
        of_case.social_care, of_case.source, of_case.exception, of_case.team, of_case.deprivation
    from advice
    left join in_process as of_case on of_case.request_id = advice.request_id
    where advice.asked <= $as_at and (advice.request_id is null or of_case.request_id is not null)
) as spell

-- fact: school_year
-- the 1 January within the school year of the as-at day: four months after it began on 1 September
select cast(date_trunc('year', cast($as_at as date) + interval 4 month) as date) as new_year

-- fact: last_meeting
-- one row a plan: its last review meeting, and the day on which the next falls due, twelve months after that or, where
-- it is later, after the start of the plan
select
    plan.la_code, plan.plan_id, max(review.meeting) as last_reviewed,
    cast(greatest(max(review.meeting), max(plan.started)) + interval 12 month as date) as review_due_on
from plan
left join review on review.plan_id = plan.plan_id and review.la_code = plan.la_code and review.meeting <= $as_at
group by plan.la_code, plan.plan_id

-- fact: plan_in_force
-- one row a plan, from its start to the day on which it ended. A plan in force whose start no file tells counts from the
-- first day of the records; one that ends before it starts was in force on no day. The child's age and phase are those of the as-at day, as
-- sendviz/load works them out for the day of a request: in whole years, and by the age on 31 August. Who is 3 then (early
-- years) was born 52 months before that 1 January or later
select
    plan.plan_id, plan.la_code, plan.district, coalesce(plan.started, records.first_day) as entered,
    least(
        case when plan.ceased < coalesce(plan.started, records.first_day) then coalesce(plan.started, records.first_day)
             when plan.ceased <= $as_at then plan.ceased end,
        case when plan.gone_on <= $as_at then plan.gone_on end
    ) as left_on,
    plan.has_doubt, plan.need, plan.sex, plan.setting, plan.social_care, plan.simulated,
    plan.ethnicity_group,
    case when birth_month + interval 60 month > cast($as_at as date) then '0-4'
         when birth_month + interval 132 month > cast($as_at as date) then '5-10'
         when birth_month + interval 192 month > cast($as_at as date) then '11-15'
         when birth_month + interval 228 month > cast($as_at as date) then '16-18'
         when birth_month + interval 312 month > cast($as_at as date) then '19-25'
         end as age_band,
    case when birth_month + interval 52 month >= school_year.new_year then 'early_years'
         when birth_month + interval 136 month >= school_year.new_year then 'primary'
         when birth_month + interval 196 month >= school_year.new_year then 'secondary'
         when birth_month + interval 316 month >= school_year.new_year then 'post_16'
         end as phase,
    case when plan.started is null then null
         when date_diff('day', plan.started, cast($as_at as date)) < 365 then '0'
         when date_diff('day', plan.started, cast($as_at as date)) < 731 then '1'
         when date_diff('day', plan.started, cast($as_at as date)) < 1096 then '2'
         when date_diff('day', plan.started, cast($as_at as date)) < 1461 then '3'
         else '4+' end as plan_age,
    last_meeting.last_reviewed, last_meeting.review_due_on,
    case when last_meeting.last_reviewed is null then 'never'
         when date_diff('day', last_meeting.last_reviewed, cast($as_at as date)) <= 365 then 'within_12'
         when date_diff('day', last_meeting.last_reviewed, cast($as_at as date)) <= 730 then '12_24'
         when date_diff('day', last_meeting.last_reviewed, cast($as_at as date)) <= 1095 then '24_36'
         else 'over_36' end as last_review,
    case when last_meeting.review_due_on is null then null
         when date_diff('day', last_meeting.review_due_on, cast($as_at as date)) > 365 then 'late_over_12'
         when date_diff('day', last_meeting.review_due_on, cast($as_at as date)) > 91 then 'late_3_to_12'
         when date_diff('day', last_meeting.review_due_on, cast($as_at as date)) > 0 then 'late_up_to_3'
         when date_diff('day', last_meeting.review_due_on, cast($as_at as date)) >= -91 then 'in_3'
         else 'later' end as next_review
from plan
left join last_meeting on last_meeting.plan_id = plan.plan_id and last_meeting.la_code = plan.la_code
left join coverage as records on records.la_code = plan.la_code
cross join school_year
where coalesce(plan.started, records.first_day) <= $as_at
    and coalesce(plan.gone_on > coalesce(plan.started, records.first_day), true)

-- fact: review_due
-- one row a review that fell due: twelve months after the plan or after the review before; the date is that day.
-- Of a plan without a start the first that is known to fall due is the one after its first review
select
    plan_in_force.*, steps.due as date, coalesce(steps.met <= steps.due, false) as on_time, steps.met
from (
    select
        la_code, plan_id, day, cast(day + interval 12 month as date) as due,
        lead(day) over (partition by la_code, plan_id order by day) as met
    from (
        select la_code, plan_id, started as day from plan where started <= $as_at
        union all
        select la_code, plan_id, meeting as day from review where meeting <= $as_at
    ) as days
) as steps
join plan_in_force on plan_in_force.plan_id = steps.plan_id and plan_in_force.la_code = steps.la_code
where steps.due <= $as_at and (plan_in_force.left_on is null or plan_in_force.left_on > steps.due)

-- fact: phase_transfer_due
-- one row a plan and day by which it had to be amended for a move to another phase, as its reviews tell; the date is
-- that day
select plan_in_force.*, transfer.due as date, coalesce(transfer.final <= transfer.due, false) as on_time
from (
    select la_code, plan_id, phase_transfer_due as due, min(phase_transfer_final) as final
    from review
    where phase_transfer_due <= $as_at and meeting <= $as_at
    group by la_code, plan_id, phase_transfer_due
) as transfer
join plan_in_force on plan_in_force.plan_id = transfer.plan_id and plan_in_force.la_code = transfer.la_code
where plan_in_force.left_on is null or plan_in_force.left_on > transfer.due

-- fact: reviewed
-- one row a review meeting whose four weeks are over; the date is the day of the meeting. A review of which only the
-- decision is known (review.by_decision) is dated by that, and says nothing about the weeks between
select
    plan_in_force.*, review.meeting as date, review.outcome,
    coalesce(review.decided >= review.meeting and review.decided <= review.meeting + 28, false) as decided_in_time,
    date_diff('day', review.meeting, review.decided) as days_to_decision
from review
join plan_in_force on plan_in_force.plan_id = review.plan_id
where review.meeting + 28 <= $as_at and not review.by_decision

-- fact: referral_as_known
-- every referral received by then, later steps turned back into "not yet". An assessment has begun on the day recorded,
-- at the latest with its outcome; of therapies the first attended contact is where it begins. A step that is dated
-- before the receipt was taken, nobody knows when: another day of that step is taken instead, else that of the receipt.
-- Gone: taken out by a list of open referrals that lacks it; what a corrected list took out (gone on the day of receipt)
-- never was
select
    begun.*,
    coalesce(begun_on, case when begun_before then received end) as assessed_on,
    begun_on is null and begun_before as begun_undated
from (
    select
        referral_id, la_code, district, pathway, provider, team, source, sex, social_care, received,
        case when rejected <= $as_at then rejected end as rejected,
        case when rejected between received and $as_at then rejected end as rejected_on,
        case when first_contact <= $as_at then first_contact end as first_contact,
        case when first_contact between received and $as_at then first_contact end as contact_on,
        case when outcome_date <= $as_at then outcome_date end as outcome_date,
        case when discharged <= $as_at then discharged end as discharged,
        case when discharged between received and $as_at then discharged end as discharged_on,
        case when missed_on <= $as_at then missed_on end as missed_on,
        case when gone_on <= $as_at then gone_on end as gone_on,
        least(
            case when assessment_started between received and $as_at then assessment_started end,
            case when outcome_date between received and $as_at then outcome_date end,
            case when first_contact between received and $as_at and pathway in ('slt', 'ot', 'physio')
                 then first_contact end
        ) as begun_on,
        coalesce(least(
            assessment_started, outcome_date, case when pathway in ('slt', 'ot', 'physio') then first_contact end
        ) < received, false) as begun_before,
        discharge_reason, simulated, has_doubt, cast(deprivation as varchar) as deprivation,
        age_band, phase, ethnicity_group
    from referral
    where received <= $as_at and (gone_on is null or gone_on > received)
) as begun

-- fact: referral_spell
-- one row a referral, from the day it was received to the day on which it left the list: assessed, not accepted,
-- discharged before any assessment, or gone. An assessment is a first contact where none was recorded before it. Of one
-- that is assessed, turned down or discharged on days before it came only, the wait is not known; of one whose first
-- contact is, not whether that was in time
select
    referral_as_known.*, received as entered, least(contact_on, assessed_on) as first_seen,
    coalesce(
        least(assessed_on, rejected_on, discharged_on, gone_on),
        case when least(rejected, discharged) < received then received end
    ) as left_on,
    assessed_on is not null and assessed_on <= coalesce(rejected_on, assessed_on)
        and assessed_on <= coalesce(discharged_on, assessed_on) as assessed,
    begun_undated or assessed_on is null and rejected_on is null and discharged_on is null and gone_on is null
        and coalesce(least(rejected, discharged) < received, false) as wait_unknown,
    contact_on is null and (first_contact is not null or begun_undated) as contact_undated
from referral_as_known

-- fact: referred
-- one row a referral; the date is the day it was received
select referral_spell.*, received as date, rejected is not null as not_accepted from referral_spell

-- fact: assessment_begun
-- one row an assessment that began; the date is that day. Days are unknown where the wait is
select
    referral_spell.*, left_on as date,
    case when not wait_unknown then date_diff('day', received, left_on) end as days_to_assessment
from referral_spell where assessed

-- fact: left_unassessed
-- one row a referral that left the list without an assessment; the date is that day
select
    referral_spell.*, left_on as date,
    case when rejected_on = left_on or wait_unknown and rejected is not null then 'rejected'
         else coalesce(discharge_reason, 'other') end as left_because
from referral_spell where left_on is not null and not assessed

-- fact: outcome_given
-- one row an assessment with an outcome; the date is the day of the outcome
select
    referral_spell.*, outcome_date as date,
    case when outcome_date >= received then date_diff('day', received, outcome_date) end as days_to_outcome
from referral_spell where outcome_date is not null

-- fact: contact_due_in_13_weeks
-- one row a referral whose 13 weeks ended with it neither turned down nor discharged unseen before; the date is day 91
select
    referral_spell.*, received + 91 as date, coalesce(first_seen <= received + 91, false) as in_time
from referral_spell
where received + 91 <= $as_at and not contact_undated and (first_seen <= received + 91 or left_on is null or left_on > received + 91)

-- fact: contact_due_in_18_weeks
-- idem for 18 weeks; the date is day 126
select
    referral_spell.*, received + 126 as date, coalesce(first_seen <= received + 126, false) as in_time
from referral_spell
where received + 126 <= $as_at and not contact_undated and (first_seen <= received + 126 or left_on is null or left_on > received + 126)

-- fact: first_appointment
-- one row a first appointment attended or missed (the newest missed one of each referral); the date is its day
select referral_spell.*, first_seen as date, false as missed from referral_spell
where first_seen is not null and not contact_undated
union all
select referral_spell.*, missed_on as date, true as missed from referral_spell where missed_on is not null

-- fact: waiting
-- one row a referral on the list on the as-at day; the date is that day
select
    still.*, cast($as_at as date) as date,
    case when still.days_waiting <= 7 then '0-7' when still.days_waiting <= 14 then '8-14'
         when still.days_waiting <= 28 then '15-28' when still.days_waiting <= 84 then '29-84'
         when still.days_waiting <= 126 then '85-126' when still.days_waiting <= 364 then '127-364'
         when still.days_waiting <= 728 then '365-728' else '729+' end as wait_band,
    helped.referral_id is not null as supported
from (
    select referral_spell.*, date_diff('day', received, cast($as_at as date)) as days_waiting from referral_spell
    where left_on is null
) as still
left join (
    select la_code as helped_in, referral_id from support_contact
    where offered <= $as_at and referral_id is not null group by la_code, referral_id
) as helped on helped.referral_id = still.referral_id and helped.helped_in = still.la_code

-- fact: update_told
-- what was said of the lines of plans by then, without what was taken back by then
select said.*
from action_said as said
left join action_said as taken_back on taken_back.withdraws = said.update_id and taken_back.day <= $as_at
where said.day <= $as_at and said.withdraws is null and taken_back.update_id is null

-- fact: update_in_order
-- idem, each with its place from the newest: of all of its line, and of those that name a state or a new date
select
    update_told.*,
    row_number() over (partition by action_id order by day desc, entered_at desc, update_id desc) as place,
    row_number() over (
        partition by action_id, state is null order by day desc, entered_at desc, update_id desc) as place_of_state,
    row_number() over (
        partition by action_id, new_due is null order by day desc, entered_at desc, update_id desc) as place_of_due
from update_told

-- fact: update_newest
-- one row a line of a plan: what holds of it by then
select
    action_id, max(day) as updated_on,
    max(case when state is not null and place_of_state = 1 then state end) as state,
    max(case when state is not null and place_of_state = 1 then rating end) as rating,
    max(case when new_due is not null and place_of_due = 1 then new_due end) as new_due
from update_in_order
group by action_id

-- fact: evidence_strongest
-- one row a line of a plan: the strongest evidence of what came of it that was there by then
select action_id, max(level) as level from evidence_known where dated <= $as_at and action_id is not null group by action_id

-- fact: plan_line
-- one row a line of an improvement plan that was there by then, as it stood on the as-at day; the date is that day. A
-- line is there from its start or from the first that was said of it, whichever is earlier; where neither tells, always
select
    lines.*,
    coalesce(is_open and due_on < date, false) as is_overdue, is_open and due_on is null as has_no_date,
    is_open and coalesce(date_diff('day', updated_on, date) > 35, true) as has_no_update
from (
    select
        action.la_code, action.la_code || '/unknown' as district, action.simulated, cast($as_at as date) as date,
        action.action_id, action.partner, action.public as in_public,
        action.due as first_due, coalesce(newest.new_due, action.due) as due_on, newest.updated_on,
        coalesce(newest.state, '') as state, coalesce(newest.rating, '') as rating,
        coalesce(newest.state, '') in ('complete', 'embedded') as is_complete,
        coalesce(newest.state, '') not in ('complete', 'embedded', 'stopped', 'merged') as is_open,
        coalesce(shown.level >= 3, false) as is_measured
    from action
    left join update_newest as newest on newest.action_id = action.action_id
    left join evidence_strongest as shown on shown.action_id = action.action_id
    left join (select distinct action_id from action_said) as ever on ever.action_id = action.action_id
    where action.starts <= $as_at or newest.action_id is not null
        or action.starts is null and ever.action_id is null
) as lines
-- fact: audited
-- one row an audit; the date is the day of the audit. It may stand for the whole where it was drawn at random or every
-- one was audited; an audit that does not say what was audited is one of a plan
select
    audit_id, la_code, district, audited_on as date, grade, grade_before, simulated,
    coalesce(kind, 'new_plan') in ('new_plan', 'amended_plan') as of_plan,
    coalesce(chosen in ('random', 'all'), false) as stands,
    moderated, health_advice, care_advice, ep_advice, child_voice, parent_voice, outcomes_smart, provision_specific,
    therapist_saw_draft, adulthood, need, age_band, setting, team, drafting
from audit
where audited_on <= $as_at

-- fact: complained
-- one row a complaint at one stage, not of the Ombudsman; the date is the day it was received. Later answers are not
-- known yet; in time: answered by the day it was due, of those whose day has come
select
    complaint_id, la_code, district, received as date, received, due, stage, simulated, subject,
    case when answered <= $as_at then answered end as answered,
    coalesce(answered <= $as_at and outcome in ('upheld', 'partly_upheld', 'not_upheld'), false) as judged,
    coalesce(answered <= $as_at and outcome in ('upheld', 'partly_upheld'), false) as upheld,
    case when due <= $as_at then coalesce(answered <= due, false) end as in_time
from complaint
where received <= $as_at and stage <> 'ombudsman'

-- fact: ombudsman_decided
-- one row a decision of the Ombudsman; the date is the day of the decision. What is to be done later is not done yet
select
    complaint_id, la_code, district, ombudsman_on as date, simulated, subject, remedy, remedy_due, weeks_late, change_due,
    case when remedy_done <= $as_at then remedy_done end as remedy_done,
    coalesce(change_promised <> 'apology_only', false) as change_promised,
    case when change_done <= $as_at then change_done end as change_done,
    coalesce(outcome in ('upheld', 'partly_upheld', 'not_upheld'), false) as judged,
    coalesce(outcome in ('upheld', 'partly_upheld'), false) as upheld
from complaint
where stage = 'ombudsman' and ombudsman_on <= $as_at

-- fact: remedied
-- one row a remedy that was paid; the date is the day on which it was
select
    complaint_id, la_code, district, remedy_done as date, simulated, subject, remedy, remedy_due, remedy_done, weeks_late,
    change_due, change_done, change_promised, judged, upheld
from ombudsman_decided
where remedy_done is not null and remedy is not null

-- fact: appealed
-- one row an appeal or a mediation; the date is the day it was registered. Decided: at a hearing, for one side or in part
select
    appeal_id, la_code, district, registered as date, registered, kind, about, need, age_band, simulated,
    case when heard <= $as_at then heard end as heard, case when closed <= $as_at then closed end as closed,
    coalesce(closed <= $as_at and outcome in ('for_family', 'part_for_family', 'for_council'), false) as decided,
    coalesce(closed <= $as_at and outcome in ('for_family', 'part_for_family'), false) as for_family,
    coalesce(closed <= $as_at and outcome in ('conceded', 'consent_order'), false) as conceded,
    coalesce(closed <= $as_at and outcome in ('agreed', 'part_agreed', 'not_agreed'), false) as mediated,
    coalesce(closed <= $as_at and outcome in ('agreed', 'part_agreed'), false) as agreed
from appeal
where registered <= $as_at

-- fact: appeal_closed
-- one row an appeal or a mediation that has ended; the date is the day on which it did
select
    appeal_id, la_code, district, closed as date, registered, kind, about, need, age_band, simulated, heard, closed, decided,
    for_family, conceded, mediated, agreed
from appealed
where closed is not null

-- fact: newest_wave
-- the newest wave of every question
select la_code, question_key, max(wave) as wave from survey where wave <= $as_at group by la_code, question_key

-- fact: newest_words
-- the words of every question in its newest wave
select survey.la_code, survey.question_key, max(survey.question) as words
from survey
join newest_wave on newest_wave.la_code = survey.la_code and newest_wave.question_key = survey.question_key
    and newest_wave.wave = survey.wave
group by survey.la_code, survey.question_key

-- fact: surveyed
-- one row an answer to a question of one wave; the date is the wave's last day. The question goes by its newest words.
-- Answers of parts count where the wave has none of the whole council
select
    told.la_code, told.la_code || '/unknown' as district, told.date, told.simulated, told.theme, told.audience,
    told.answers, told.base, told.positive, told.reworded, newest_words.words as question
from (
    select
        la_code, wave as date, simulated, theme, audience, answers, base, positive, locality, question_key,
        coalesce(wording_changed, false) as reworded,
        sum(case when locality is null then 1 else 0 end) over (
            partition by la_code, name, wave, audience, question_key
        ) as of_whole
    from survey where wave <= $as_at
) as told
join newest_words on newest_words.la_code = told.la_code and newest_words.question_key = told.question_key
where told.locality is null or told.of_whole = 0

-- fact: survey_wave
-- one row a wave of a survey of which it is known who was invited: the most who answered any question, and the invited
select
    la_code, la_code || '/unknown' as district, wave as date, audience,
    max(case when simulated then 1 else 0 end) = 1 as simulated, max(base) as base, max(invited) as invited
from survey
where wave <= $as_at and invited is not null and locality is null
group by la_code, name, audience, wave

-- fact: staff_month
-- one row a month of a council's list of staff, with the month that follows in it
select la_code, basis, month, lead(month) over (partition by la_code, basis order by month) as next_month
from (select distinct la_code, basis, month from staff where month <= $as_at) as months

-- fact: staff_group
-- one row a role of one month with its people, and with its name in public view: those of fewer than 5 go together,
-- with the next larger ones until they are 5
select
    la_code, basis, month, role,
    case when people < 5 or smaller > 0 and smaller < 5 then 'few' else role end as role_group
from (
    select
        la_code, basis, month, role, people,
        coalesce(sum(people) over (
            partition by la_code, basis, month order by people, role rows between unbounded preceding and 1 preceding
        ), 0) as smaller
    from (
        select la_code, basis, month, role, sum(coalesce(in_post, posts, 0)) as people
        from staff where month <= $as_at group by la_code, basis, month, role
    ) as roles
) as ordered

-- fact: staffed
-- one row a number of people that the list tells, as full-time equivalents, of one role and team at a month's end, from then to the next one
-- of the list: posts, people in post, agency staff, and posts vacant
select * from (
select
    staff.la_code, staff.la_code || '/unknown' as district, staff.simulated, staff.basis, staff.role,
    staff_group.role_group, kinds.counted_as, staff.month as entered, staff_month.next_month as left_on,
    case kinds.counted_as when 'posts' then staff.posts when 'in_post' then staff.in_post
         when 'agency' then staff.agency else staff.vacant end as people
from staff
join staff_month on staff_month.la_code = staff.la_code and staff_month.basis = staff.basis
    and staff_month.month = staff.month
join staff_group on staff_group.la_code = staff.la_code and staff_group.basis = staff.basis
    and staff_group.month = staff.month and staff_group.role = staff.role
cross join (
    select 'posts' as counted_as union all select 'in_post' union all select 'agency' union all select 'vacant'
) as kinds
) as told
where people is not null

-- fact: in_role
-- idem, of roles asked for by name; named: it stands for at least 5 people and hides none, so that public view is told it
select staffed.*, role_group <> 'few' as named from staffed

-- fact: approved
-- one row a sum that was approved; the date is the day of the decision. What was spent later is not spent yet
select
    la_code, la_code || '/unknown' as district, simulated, approved_on as date, amount, fund, buys, buys_number,
    case when spent_to <= $as_at then spent end as spent, coalesce(public, true) as public
from money
where approved_on <= $as_at
