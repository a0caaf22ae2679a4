#include "cli/file.h"
#include "cli/options.h"
#include "cli/print.h"
#include "cli/source.h"
#include "model/snapshot.h"

#include <string.h>

ExitStatus sd_run_snapshot(const Options *options)
{
    Diag *diag = sd_diag_new();
    ReadRules rules = { .migration_format = options->migration_format, .scratch = options->scratch };
    Pair pair;
    Status status = sd_pair_read(&pair, options->arguments[0], NULL, &rules, diag);

    if (status == SD_OK) {
        Text text = sd_text(pair.arena);

        sd_source_forget_secrets(pair.from, options);
        sd_snapshot_write(&text, pair.from);
        if (options->output && strcmp(options->output, "-") != 0) {
            status = sd_file_write(options->output, text.bytes, text.length, diag);
        } else if (fwrite(text.bytes, 1, text.length, stdout) != text.length || fflush(stdout) != 0) {
            status = SD_IO;
        }
    }
    sd_print_diag(diag, options);
    sd_pair_free(&pair);
    sd_diag_free(diag);
    return status == SD_OK ? EXIT_SAME : EXIT_TROUBLE;
}
