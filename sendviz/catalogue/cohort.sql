-- One row a child of the newest list by $as_at, which is the day of that list, with all that a cohort is filtered by. It
-- stands on the steps open_case, waiting and last_meeting of facts.sql; bands of age, phase, plan and review are theirs
-- (plan_in_force), worked out from what the list tells.
child_waits as (
    select own.person, list_sort(list(distinct still.pathway)) as pathways, max(still.days_waiting) as days
    from waiting as still join referral as own on own.referral_id = still.referral_id
    where still.la_code = $la_code and own.person is not null group by own.person
),
child_assessed as (
    select own.person, max(still.days_open) as days
    from open_case as still join request as own on own.request_id = still.request_id
    where still.la_code = $la_code group by own.person
),
child_met as (
    select own.person, max(met.last_reviewed) as last_reviewed
    from last_meeting as met join plan as own on own.plan_id = met.plan_id and own.la_code = met.la_code
    where met.la_code = $la_code group by own.person
),
child_complained as (
    select
        case_ref, bool_or(stage <> 'ombudsman') as complained,
        bool_or(stage = 'ombudsman' or ombudsman_on <= $as_at) as ombudsman
    from complaint
    where la_code = $la_code and case_ref is not null
        and coalesce(ombudsman_on, received) > cast($as_at as date) - interval 24 month and received <= $as_at
    group by case_ref
),
child_appealed as (
    select case_ref, bool_or(kind = 'mediation') as mediation, bool_or(kind = 'tribunal') as tribunal
    from appeal
    where la_code = $la_code and case_ref is not null
        and registered > cast($as_at as date) - interval 24 month and registered <= $as_at
    group by case_ref
),
child_audited as (
    select case_ref, max_by(grade, (audited_on, audit_id)) as grade
    from audit where la_code = $la_code and case_ref is not null and audited_on <= $as_at group by case_ref
),
child_errors as (
    select case_ref, list_sort(list(distinct rule)) as rules
    from data_issue
    where la_code = $la_code and table_name = 'child' and severity = 'error' and case_ref is not null group by case_ref
),
child_place as (
    select
        area_member.district, area_member.scheme, string_agg(area.name, ' and ' order by area.name) as name,
        list(area.area_id) as areas
    from area_member join area on area.area_id = area_member.area_id
    where area.la_code = $la_code and area_member.scheme in ('locality', 'icb')
        and valid_from <= $as_at and (valid_to is null or valid_to > $as_at)
    group by area_member.district, area_member.scheme
),
child_told as (
    select
        child.*,
        case when child.age < 0 then null when child.age < 5 then '0-4' when child.age < 11 then '5-10'
             when child.age < 16 then '11-15' when child.age < 19 then '16-18' when child.age < 26 then '19-25'
             end as age_band,
        case when child.year_group < 0 then 'early_years' when child.year_group < 7 then 'primary'
             when child.year_group < 12 then 'secondary' when child.year_group is not null then 'post_16' end as phase,
        case when child.first_issued is null then null
             when date_diff('day', child.first_issued, child.snapshot) < 365 then '0'
             when date_diff('day', child.first_issued, child.snapshot) < 731 then '1'
             when date_diff('day', child.first_issued, child.snapshot) < 1096 then '2'
             when date_diff('day', child.first_issued, child.snapshot) < 1461 then '3' else '4+' end as plan_age,
        greatest(child.last_review, met.last_reviewed) as reviewed_on,
        case when greatest(child.last_review, met.last_reviewed) is null then 'never'
             when date_diff('day', greatest(child.last_review, met.last_reviewed), child.snapshot) <= 365
                 then 'within_12'
             when date_diff('day', greatest(child.last_review, met.last_reviewed), child.snapshot) <= 730
                 then '12_24'
             when date_diff('day', greatest(child.last_review, met.last_reviewed), child.snapshot) <= 1095
                 then '24_36'
             else 'over_36' end as last_review_band,
        case when child.phase_transfer_year is null then null when not child.phase_transfer_year then 'no'
             when child.year_group = -1 then 'reception' when child.year_group = 2 then 'junior'
             when child.year_group = 6 then 'secondary' when child.year_group = 9 then 'upper'
             when child.year_group = 11 then 'post_16' when child.year_group >= 13 then 'after_13'
             else 'other' end as transfer,
        case when child.alternative_provision or child.setting = 'alternative' or child.main_phase = 'alternative'
                  or child.other_phase = 'alternative' then true
             when coalesce(child.setting, child.main_phase) is not null or child.alternative_provision is not null
                  then false end as in_alternative_provision,
        case when child.part_time is null then null when not child.part_time then -1
             else date_diff('day', child.part_time_since, child.snapshot) / 7.0 end as part_time_weeks,
        coalesce(100.0 * child.sessions_missed / nullif(child.sessions_possible, 0), child.absence_percent) as absence,
        case when child.suspensions = 0 then '0' when child.suspensions = 1 then '1'
             when child.suspensions < 5 then '2-4' when child.suspensions is not null then '5+' end as suspended,
        coalesce(waits.pathways, []) as pathways, coalesce(waits.days / 7.0, -1) as waiting_weeks,
        coalesce(assessed.days / 7.0, -2) as assessment_weeks,
        case when child.case_ref is not null then coalesce(complained.complained, false) end as complained,
        case when child.case_ref is not null then coalesce(complained.ombudsman, false) end as ombudsman,
        case when child.case_ref is not null then coalesce(appealed.mediation, false) end as mediation,
        case when child.case_ref is not null then coalesce(appealed.tribunal, false) end as tribunal,
        case when child.case_ref is not null then coalesce(audited.grade, 'none') end as audit_grade,
        case when child.case_ref is not null then coalesce(wrong.rules, []) end as errors,
        coalesce(local.name, 'Not known or out of area') as locality, coalesce(local.areas, []) as areas,
        board.name as icb,
        coalesce(home.name, 'Not known or out of area') as district_name
    from child
    left join child_waits as waits on waits.person = child.person
    left join child_assessed as assessed on assessed.person = child.person
    left join child_met as met on met.person = child.person
    left join child_complained as complained on complained.case_ref = child.case_ref
    left join child_appealed as appealed on appealed.case_ref = child.case_ref
    left join child_audited as audited on audited.case_ref = child.case_ref
    left join child_errors as wrong on wrong.case_ref = child.case_ref
    left join child_place as local on local.district = child.district and local.scheme = 'locality'
    left join child_place as board on board.district = child.district and board.scheme = 'icb'
    left join area as home on home.area_id = child.district
    where child.la_code = $la_code and child.snapshot = $as_at
)
