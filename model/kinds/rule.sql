-- Rules other than the one that is a view (ev_type 1).  OLD and NEW only pg_get_ruledef can spell, so the parts are cut
-- out of the statement (make_ruledef of ruleutils.c): the head is known to the letter, the condition ends at the first
-- DO outside quotes, and of several actions each has its semicolon, and parentheses are around all.
-- class: pg_rewrite
-- parent: pg_class
-- when: SELECT FROM pg_rewrite WHERE oid >= 16384 AND rulename <> '_RETURN'
SELECT r.oid AS oid,
       r.ev_class AS parent,
       r.rulename AS name,
       r.event AS event,
       r.is_instead AS instead,
       r.parts[1] AS condition,
       CASE WHEN r.actions = 'NOTHING' THEN NULL
            WHEN r.actions ~ '^\(.*;\n\)$' THEN trim(substr(r.actions, 2, length(r.actions) - 4))
            ELSE r.actions END AS actions,
       CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                         WHEN 'A' THEN 'ENABLE ALWAYS' END AS enabled
FROM (SELECT d.*,
             ltrim(substr(d.parts[2], CASE WHEN d.is_instead THEN length('INSTEAD') + 1 ELSE 1 END), E' \n') AS actions
      FROM (SELECT w.oid, w.ev_class, w.rulename, w.is_instead, w.ev_enabled, e.event,
                   regexp_match(
                       substr(pg_get_ruledef(w.oid),
                              length(format(E'CREATE RULE %I AS\n    ON %s TO %I.%I', w.rulename, e.event,
                                            n.nspname, c.relname)) + 1),
                       '^(?:\s+?WHERE\s+?((?:[^''"]|''[^'']*''|"[^"]*")*?))??\s+?DO\s+?(.*);$') AS parts
            FROM pg_rewrite w
            JOIN pg_class c ON c.oid = w.ev_class
            JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL (SELECT CASE w.ev_type WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT'
                                                      ELSE 'DELETE' END) e (event)
            WHERE w.oid >= 16384
              AND w.ev_type <> '1') d) r
