-- Constraints of tables and domains: primary key, unique, foreign key, check, exclusion.  NOT NULL (contype n, from
-- version 18) is a row of the column or domain, a constraint trigger (t) is a trigger.  conparentid: the share that a
-- partition has of its parent's, or a row of a foreign key about a partition of the table referred to.  For keys
-- connoinherit is always set and says nothing.  A foreign key that was a partition's own before it came below keeps its
-- name, which nothing shows but the catalog; files only have that of the one above.
-- unnest() alone hands out an array in its order, so that the lists of columns need no sort.
-- class: pg_constraint
SELECT k.oid AS oid,
       CASE WHEN k.conrelid <> 0 THEN 'pg_class'::regclass ELSE 'pg_type'::regclass END::oid AS parent_class,
       CASE WHEN k.conrelid <> 0 THEN k.conrelid ELSE k.contypid END AS parent,
       CASE WHEN k.contype = 'f' AND k.conparentid <> 0 THEN
           (WITH RECURSIVE above AS (SELECT a.conname, a.conparentid FROM pg_constraint a WHERE a.oid = k.conparentid
                                     UNION ALL
                                     SELECT a.conname, a.conparentid
                                     FROM above JOIN pg_constraint a ON a.oid = above.conparentid)
            SELECT CASE WHEN EXISTS (SELECT FROM pg_constraint other
                                     WHERE other.conrelid = k.conrelid AND other.contypid = 0
                                       AND other.conname = above.conname AND other.oid <> k.oid)
                        THEN k.conname ELSE above.conname END
            FROM above WHERE above.conparentid = 0)
            ELSE k.conname END AS name,
       CASE WHEN k.contype = 'f' AND k.conparentid <> 0 THEN k.conname END AS called,
       k.conrelid <> 0 AND NOT k.conislocal AS inherited,
       ic.relkind = 'I' AND NOT i.indisvalid AS only,
       CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' WHEN 'f' THEN 'FOREIGN KEY'
                      WHEN 'c' THEN 'CHECK' ELSE 'EXCLUDE' END AS type,
       CASE WHEN k.contype IN ('p', 'u', 'f') THEN
           ARRAY(SELECT (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = u.attnum)
                 FROM unnest(k.conkey) AS u (attnum))
       END AS columns,
-- from 18
       k.conperiod AS period,
-- end
-- before 18
       false AS period,
-- end
-- from 15
       i.indnullsnotdistinct AS nulls_not_distinct,
-- end
-- before 15
       false AS nulls_not_distinct,
-- end
       CASE WHEN i.indnatts > i.indnkeyatts THEN
           ARRAY(SELECT (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = u.attnum)
                 FROM unnest(i.indkey) WITH ORDINALITY AS u (attnum, number)
                 WHERE u.number > i.indnkeyatts
                 ORDER BY u.number)
       END AS include,
       CASE WHEN k.contype = 'f' THEN
           (SELECT ARRAY['schema', rn.nspname, 'table', r.relname]
            FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace WHERE r.oid = k.confrelid)
       END AS referenced,
       CASE WHEN k.contype = 'f' THEN
           ARRAY(SELECT (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = k.confrelid AND a.attnum = u.attnum)
                 FROM unnest(k.confkey) AS u (attnum))
       END AS referenced_columns,
       CASE k.confmatchtype WHEN 'f' THEN 'FULL' WHEN 'p' THEN 'PARTIAL' END AS match,
       CASE k.confupdtype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
                          WHEN 'd' THEN 'SET DEFAULT' END AS on_update,
       CASE k.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
                          WHEN 'd' THEN 'SET DEFAULT' END AS on_delete,
-- from 15
       CASE WHEN k.confdelsetcols IS NOT NULL THEN
           ARRAY(SELECT (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = u.attnum)
                 FROM unnest(k.confdelsetcols) AS u (attnum))
       END AS on_delete_columns,
-- end
-- before 15
       NULL::text[] AS on_delete_columns,
-- end
       CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid)
            WHEN k.contype = 'x' THEN pg_get_expr(i.indpred, i.indrelid) END AS expr,
       k.contype = 'c' AND k.connoinherit AS no_inherit,
       CASE WHEN k.contype = 'x' THEN (SELECT am.amname FROM pg_am am WHERE am.oid = ic.relam) END AS method,
       CASE WHEN k.contype = 'x' THEN
-- include elements
       END AS elements,
       CASE WHEN k.contype = 'x' THEN
-- include element_options
       END AS element_options,
       CASE WHEN k.contype = 'x' THEN
           (SELECT array_agg(CASE WHEN o.oprnamespace = 'pg_catalog'::regnamespace THEN o.oprname::text
                                  ELSE 'OPERATOR(' || quote_ident(n.nspname) || '.' || o.oprname || ')' END
                             ORDER BY u.number)
            FROM unnest(k.conexclop) WITH ORDINALITY AS u (operator, number)
            JOIN pg_operator o ON o.oid = u.operator
            JOIN pg_namespace n ON n.oid = o.oprnamespace)
       END AS operators,
       ic.reloptions AS options,
       i.indisclustered AS clustered,
       d.description AS index_comment,
       CASE WHEN ic.reltablespace <> 0 THEN
           (SELECT ts.spcname FROM pg_tablespace ts WHERE ts.oid = ic.reltablespace)
       END AS tablespace,
       k.condeferrable AS deferrable,
       k.condeferred AS initially_deferred,
-- from 18
       NOT k.conenforced AS not_enforced,
       k.conenforced AND NOT k.convalidated AS not_valid
-- end
-- before 18
       false AS not_enforced,
       NOT k.convalidated AS not_valid
-- end
FROM pg_constraint k
LEFT JOIN pg_index i ON i.indexrelid = CASE WHEN k.contype <> 'f' THEN k.conindid END
LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
LEFT JOIN pg_description d ON d.objoid = i.indexrelid AND d.objoid >= 16384 AND d.classoid = 'pg_class'::regclass
                          AND d.objsubid = 0
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND k.oid >= 16384
  AND (k.conparentid = 0
       OR k.contype IN ('p', 'u', 'x')
       OR k.contype = 'f' AND EXISTS (SELECT FROM pg_constraint above
                                      WHERE above.oid = k.conparentid
                                        AND above.conrelid <> k.conrelid
                                        AND above.confrelid = k.confrelid))
