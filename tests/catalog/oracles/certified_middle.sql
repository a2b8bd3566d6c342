-- People who ever passed level 2 or above, where they stand today
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, employee_id
    FROM by_person('exams', employee_id, $end::DATE - 1)
    WHERE held_on < $end AND passed AND level_rank >= 2
    GROUP BY person_id, spell, employee_id
)
GROUP BY person_id, spell
