// From the options to the interviews, and their answers into the table.
#include "cli/scan_services.h"

#include <charconv>
#include <cmath>

#include "base/strings.h"
#include "identify/fingerprint_folder.h"

namespace minato::cli {
namespace {

constexpr double kMostSeconds = 3600;

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

}  // namespace

bool asks_services(const Arguments& arguments) {
  return arguments.has("--services") || arguments.has("--everything");
}

base::Result<identify::Knowledge> read_knowledge(const Arguments& arguments) {
  std::vector<identify::FingerprintSet> own;
  if (const auto folder = arguments.value("--fingerprints")) {
    auto set = identify::read_fingerprint_folder(std::string(*folder));
    if (!set) return base::fail(set.error());
    own.push_back(std::move(*set));
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
  return options;
}

base::Result<ScanServices> ScanServices::prepare(const Arguments& arguments,
                                                 const model::TargetSet& targets) {
  ScanServices services;
  services.targets_ = &targets;
  if (!asks_services(arguments)) return services;
  auto options = read_identify_options(arguments);
  if (!options) return base::fail(options.error());
  services.options_ = *options;
  services.options_.with_details = arguments.has("--everything");
  auto knowledge = read_knowledge(arguments);
  if (!knowledge) return base::fail(knowledge.error());
  services.knowledge_ = std::make_unique<identify::Knowledge>(std::move(*knowledge));
  return services;
}

pipeline::OpenPortSink* ScanServices::sink() {
  return knowledge_ == nullptr ? nullptr : open_.get();
}

base::Result<void> ScanServices::ask(pipeline::ScanCollector& collector,
                                     const std::stop_token& stop) {
  if (knowledge_ == nullptr || open_->endpoints.empty()) return {};
  auto identification = pipeline::Identification::create(*knowledge_, options_);
  if (!identification) return base::fail(identification.error());
  return (*identification)
      ->run(
          std::move(open_->endpoints),
          [this](const model::IpAddress& address) {
            return std::string(targets_->name_of(address));
          },
          [&](pipeline::Identified&& found) {
            if (!found.service.name.empty()) {
              collector.add_service(found.endpoint, std::move(found.service));
            }
          },
          stop);
}

}  // namespace minato::cli
