-- Sales before promotions that ended in the period
SELECT person_id, spell, sum(sales_before * share) AS value
FROM by_person('promotions', employee_id, ended_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
