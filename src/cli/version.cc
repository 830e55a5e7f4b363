// The version comes from CMake's project() as a definition for this file alone.
#include "cli/version.h"

namespace minato::cli {

std::string version_text() { return "minato " MINATO_VERSION; }

}  // namespace minato::cli
