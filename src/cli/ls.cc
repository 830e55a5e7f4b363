// `minato ls`: what netstat, ss and lsof -i do together.
#include <algorithm>
#include <array>

#include "base/text_width.h"

#include "base/suggest.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/notes.h"
#include "cli/socket_json.h"
#include "cli/socket_tables.h"
#include "cli/socket_tree.h"
#include "cli/watch/watch.h"
#include "pipeline/local_view.h"
#include "pipeline/socket_filter.h"
#include "registry/names.h"

namespace minato::cli {
namespace {

using pipeline::LocalSocket;
using Rows = std::vector<const LocalSocket*>;

struct SortWord {
  std::string_view word;
  ColumnId column;
};

constexpr std::array kSortWords = {
    SortWord{"port", ColumnId::port},
    SortWord{"process", ColumnId::process},
    SortWord{"state", ColumnId::state},
    SortWord{"exposure", ColumnId::reach},
};

base::Result<ColumnId> sort_column(const Arguments& arguments) {
  const std::string wanted = arguments.value("--sort").value_or("port");
  const auto at = std::ranges::find(kSortWords, wanted, &SortWord::word);
  if (at != kSortWords.end()) return at->column;
  std::vector<std::string_view> words;
  for (const SortWord& known : kSortWords) words.push_back(known.word);
  return base::fail(base::input_error(
      "error.ls.sort", {wanted},
      {wanted, 0, wanted.size(), std::string(base::suggest(wanted, words).value_or(""))}));
}

host::InventoryQuery query_of(const pipeline::SocketFilter& filter, const Arguments& arguments) {
  host::InventoryQuery query;
  query.transports = filter.transports();
  query.listeners_only = filter.listeners_only() && !arguments.has("--all");
  query.port = filter.single_port();
  query.port_side = host::PortSide::either;
  if (arguments.has("--netns")) query.namespaces = host::NetworkNamespaces::all;
  return query;
}

Rows passing(const pipeline::LocalView& view, const pipeline::SocketFilter& filter,
             const Arguments& arguments) {
  Rows rows;
  const std::string netns = arguments.value("--netns").value_or("all");
  for (const LocalSocket& local : view.sockets()) {
    const bool in_place = netns == "all" || local.socket->network_namespace == netns;
    if (in_place && filter.passes(local)) rows.push_back(&local);
  }
  return rows;
}

/// Nothing passed: say so, and what was perhaps meant. Exit 1, as grep and lsof do.
ExitCode nothing_found(Context& context, const pipeline::SocketFilter& filter) {
  const auto doubtful = filter.doubtful_word();
  std::string words;
  for (const std::string& word : context.typed) {
    if (word != "ls" && !word.starts_with("-")) words += (words.empty() ? "" : " ") + word;
  }
  note(context, words.empty() ? context.tr("ls.nothing")
                              : context.tr("ls.nothing-for", base::escape_control(words)));
  if (doubtful) note(context, context.tr("cli.did-you-mean", doubtful->suggestion));
  return ExitCode::no;
}

}  // namespace

base::Result<ExitCode> run_ls(Context& context, const Arguments& arguments) {
  const auto filter = pipeline::SocketFilter::parse(arguments.words(), registry::ServiceNames());
  if (!filter) return base::fail(filter.error());
  const auto column = sort_column(arguments);
  if (!column) return base::fail(column.error());
  if (arguments.has("--watch")) return watch::run(context, arguments, *column);
  const host::InventoryQuery query = query_of(*filter, arguments);

  const auto view = pipeline::LocalView::create(query);
  if (!view) return base::fail(view.error());
  Rows rows = passing(*view, *filter, arguments);
  std::ranges::stable_sort(
      rows, [&](const auto* a, const auto* b) { return compare_by(*column, *a, *b) < 0; });
  if (context.json) {
    write_sockets_json(context, "ls", *view, rows);
  } else if (arguments.has("--tree")) {
    write_socket_tree(context, rows);
  } else {
    const TableKind kind = query.listeners_only ? TableKind::listeners : TableKind::all_states;
    write_socket_table(context, kind, rows);
  }
  limitation_notes(context, view->inventory());
  if (rows.empty() && !context.json) return nothing_found(context, *filter);
  return rows.empty() ? ExitCode::no : ExitCode::yes;
}

}  // namespace minato::cli
