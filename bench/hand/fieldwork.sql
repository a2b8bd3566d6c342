-- Visits and visit plans name the person themselves.
CREATE TEMP TABLE visit_sums AS
SELECT employee_id AS person_id,
    COUNT(*) * 1000000 AS visits_made,
    COUNT(*) FILTER (WHERE effective) * 1000000 AS effective_visits,
    COUNT(*) FILTER (WHERE figures_shown) * 1000000 AS figures_shown_visits,
    SUM(minutes) * 1000000 AS visit_minutes
FROM visits GROUP BY employee_id;

CREATE TEMP TABLE plan_sums AS
SELECT person_id,
    SUM(planned) * 1000000 AS planned_visits,
    SUM(done) * 1000000 AS planned_visits_done,
    COUNT(*) AS clients_to_see,
    COUNT(*) FILTER (WHERE done > 0) AS clients_seen_as_planned,
    COUNT(*) FILTER (WHERE done = planned) AS clients_seen_often_enough
FROM (
    SELECT employee_id AS person_id, client_id, COUNT(*) AS planned, SUM(CAST(done AS INTEGER)) AS done
    FROM visit_plans GROUP BY employee_id, client_id
)
GROUP BY person_id;
