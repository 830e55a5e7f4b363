// From the options to the interviews, and their answers into the table.
#include "cli/scan_services.h"

#include <charconv>
#include <cmath>

#include "base/strings.h"
#include "cli/notes.h"
#include "identify/fingerprint_folder.h"

namespace minato::cli {
namespace {

constexpr double kMostSeconds = 3600;
constexpr unsigned kMostConnections = 65535;

base::Result<std::chrono::milliseconds> read_seconds(const std::string& typed) {
  double seconds = 0;
  const char* const end = typed.data() + typed.size();
  const auto [at, error] = std::from_chars(typed.data(), end, seconds);
  const std::string_view unit(at, static_cast<std::size_t>(end - at));
  if (unit == "ms") seconds /= 1000;
  if (unit == "m") seconds *= 60;
  const bool known = unit.empty() || unit == "s" || unit == "ms" || unit == "m";
  if (error != std::errc{} || !known || !(seconds > 0) || seconds > kMostSeconds) {
    return base::fail(
        base::input_error("error.scan.version-timeout", {typed}, {typed, 0, typed.size(), ""}));
  }
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

/// One remark about all of Recog's files together.
void tell_left_out(const Context& context, const identify::OwnFingerprints& own) {
  if (own.left_out.empty()) return;
  identify::RecogLeftOut all;
  std::string kinds;
  for (const identify::RecogLeftOut& one : own.left_out) {
    all.other_facts += one.other_facts;
    all.nameless += one.nameless;
    all.other_dialect += one.other_dialect;
    if (all.first_place.empty()) all.first_place = one.first_place;
    if (one.other_facts > 0) kinds += (kinds.empty() ? "" : ", ") + one.matches;
  }
  std::string text;
  const auto add = [&](std::size_t count, const std::string& part) {
    if (count > 0) text += (text.empty() ? "" : "; ") + part;
  };
  add(all.other_facts, context.tr("identify.recog.other-facts", all.other_facts, kinds));
  add(all.nameless, context.tr("identify.recog.nameless", all.nameless));
  add(all.other_dialect,
      context.tr("identify.recog.other-dialect", all.other_dialect, all.first_place));
  note(context, context.tr("identify.recog.used", own.from_recog, text));
}

}  // namespace

bool asks_services(const Arguments& arguments) {
  return arguments.has("--services") || arguments.has("--everything");
}

base::Result<identify::Knowledge> read_knowledge(const Context& context,
                                                 const Arguments& arguments) {
  std::vector<identify::FingerprintSet> own;
  if (const auto path = arguments.value("--fingerprints")) {
    auto read = identify::read_own_fingerprints(std::string(*path));
    if (!read) return base::fail(std::move(read.error()));
    tell_left_out(context, *read);
    own.push_back(std::move(read->set));
  }
  return identify::Knowledge::with(std::move(own));
}

base::Result<pipeline::IdentifyOptions> read_identify_options(const Arguments& arguments) {
  pipeline::IdentifyOptions options;
  if (const auto typed = arguments.value("--version-timeout")) {
    const auto limit = read_seconds(std::string(*typed));
    if (!limit) return base::fail(limit.error());
    options.port_limit = *limit;
  }
  const auto connections = arguments.number("--connections", 1, kMostConnections);
  if (!connections) return base::fail(connections.error());
  if (*connections) options.most_per_host = **connections;
  return options;
}

base::Result<ScanServices> ScanServices::prepare(const Context& context, const Arguments& arguments,
                                                 const pipeline::ScanRequest& request) {
  ScanServices services;
  services.targets_ = &request.targets;
  if (!asks_services(arguments)) return services;
  auto options = read_identify_options(arguments);
  if (!options) return base::fail(options.error());
  services.options_ = *options;
  // A connection is a packet of the user's rate, and some that the target wants.
  const double most_pps = request.limits.most_pps;
  if (most_pps < scan::RateLimits{}.most_pps) services.options_.connects_per_second = most_pps;
  services.options_.with_details = arguments.has("--everything");
  auto knowledge = read_knowledge(context, arguments);
  if (!knowledge) return base::fail(knowledge.error());
  services.knowledge_ = std::make_unique<identify::Knowledge>(std::move(*knowledge));
  return services;
}

base::Result<std::unique_ptr<pipeline::ServiceStream>> ScanServices::start(
    const std::stop_token& stop) const {
  if (knowledge_ == nullptr) return nullptr;
  return pipeline::ServiceStream::start(
      *knowledge_, options_,
      [targets = targets_](const model::IpAddress& address) {
        return std::string(targets->name_of(address));
      },
      stop);
}

}  // namespace minato::cli
