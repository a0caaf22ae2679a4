# count.awk: reads the log that CTest keeps of a run, and ends it with one line: "N passed, M failed".
#
# Each CTest entry runs many tests and says how many: Criterion in its "Synthesis" line, the shell runners in a line
# "counted: N passed, M failed".  An entry that failed without naming a failed test (it crashed, timed out, leaked
# memory) counts as one failed test more.  Ends in 1 when something failed or nothing ran.

function close_entry() {
    if (!inside)
        return
    if (!good && bad == 0)
        bad = 1
    passed += fine
    failed += bad
    inside = 0
}

{
    gsub(/\033\[[0-9;]*m/, "")
    sub(/\r$/, "")
}

/^[0-9]+\/[0-9]+ Testing: / {
    close_entry()
    inside = 1
    good = fine = bad = 0
}

/Synthesis: Tested: [0-9]+ \| Passing: [0-9]+/ {
    line = $0
    sub(/.*Tested: /, "", line)
    tested = line + 0
    sub(/.*Passing: /, "", line)
    passing = line + 0
    fine += passing
    bad += tested - passing
}

/^counted: [0-9]+ passed, [0-9]+ failed$/ {
    fine += $2
    bad += $4
}

/^Test Passed\.$/ {
    good = 1
}

END {
    close_entry()
    printf "%d passed, %d failed\n", passed, failed
    exit failed > 0 || passed == 0
}
