//! The description of the API, made from the routes.

use crate::access::Access;
use crate::problem::{MEDIA_TYPE, Problem};
use crate::routes;
use engine::Engine;
use serde_json::{Map, Value, json};
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::Components;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, Response, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

/// Name of the scheme of the key's header.
const KEY: &str = "key";

/// Name of the scheme of the bearer token.
const BEARER: &str = "bearer";

const ABOUT: &str = "NASCAR race history, calibrated projections and backtests.\n\n\
    Send an API key in its header or as a bearer token. Every error is a problem (RFC 9457) with a stable `code`. A POST may \
    carry `Idempotency-Key`: repeated with the same key and body, it gets the first answer. Answers to GET have strong ETags. \
    `RateLimit` says what is left of the account's quota. What takes longer than a second is a job: 202 and its address.";

/// The description, as a server with the default settings gives it.
pub fn description() -> Value {
    routes::description("X-API-Key")
}

/// The description as it is given out: whole numbers with their bounds, parameters without null, and a path for each
/// named query with the parameters that it needs.
pub fn finished(api: OpenApi) -> Value {
    let mut api = json!(api);
    bound_integers(&mut api);
    if let Some(paths) = api["paths"].as_object_mut() {
        name_queries(paths);
        for parameter in
            paths.values_mut().filter_map(Value::as_object_mut).flat_map(|item| item.values_mut())
        {
            for parameter in
                parameter.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
            {
                without_null(&mut parameter["schema"]);
                bound_key(parameter);
            }
        }
    }
    api
}

/// Gives every whole number the bounds of its type, unless it has its own: a larger one is refused.
fn bound_integers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(bound_integers),
        Value::Object(fields) => {
            let bounds = match fields.get("format").and_then(Value::as_str) {
                Some("uint8") => Some((json!(0), json!(u8::MAX))),
                Some("uint16") => Some((json!(0), json!(u16::MAX))),
                Some("uint32") => Some((json!(0), json!(u32::MAX))),
                Some("uint64") => Some((json!(0), json!(u64::MAX))),
                Some("int8") => Some((json!(i8::MIN), json!(i8::MAX))),
                Some("int16") => Some((json!(i16::MIN), json!(i16::MAX))),
                Some("int32") => Some((json!(i32::MIN), json!(i32::MAX))),
                Some("int64") => Some((json!(i64::MIN), json!(i64::MAX))),
                _ => None,
            };
            if let Some((least, most)) = bounds {
                fields.entry("minimum").or_insert(least);
                fields.entry("maximum").or_insert(most);
            }
            // A name in JSON is a text, also where it is a number here.
            if fields.get("propertyNames").is_some_and(|names| names["type"] == "integer") {
                fields
                    .insert("propertyNames".to_owned(), json!({ "type": "string", "pattern": "^-?[0-9]+$" }));
            }
            fields.values_mut().for_each(bound_integers);
        }
        _ => {}
    }
}

/// A parameter that may be left out is never null: there is no null in a URL.
fn without_null(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(either) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        either.retain(|kind| kind["type"] != "null");
        if let [only] = either.as_slice() {
            *schema = only.clone();
        }
    }
}

/// The form of an idempotency key.
fn bound_key(parameter: &mut Value) {
    if parameter["name"] == "Idempotency-Key" {
        parameter["schema"] =
            json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$" });
    }
}

/// One path for each named query: which parameters there are depends on its name.
fn name_queries(paths: &mut Map<String, Value>) {
    const PATTERN: &str = "/v1/graph/queries/{name}";
    let Some(item) = paths.remove(PATTERN) else { return };
    for query in Engine::queries().queries {
        let mut item = item.clone();
        let operation = &mut item["get"];
        operation["summary"] = json!(query.about);
        operation["operationId"] = json!(format!("getV1GraphQueries{}", query.name.replace('_', "")));
        let parameter = |name: &String| {
            let schema = match name.as_str() {
                "series" => json!({ "type": "string", "enum": ["cup", "oreilly", "trucks"] }),
                "season" => json!({ "type": "integer", "minimum": i16::MIN, "maximum": i16::MAX }),
                _ => json!({ "type": "string" }),
            };
            json!({ "name": name, "in": "query", "required": true, "schema": schema })
        };
        operation["parameters"] = query.parameters.iter().map(parameter).collect();
        paths.insert(PATTERN.replace("{name}", &query.name), item);
    }
}

/// The description without its routes.
pub fn frame(key_header: &str) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Backstretch")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .build();
    let mut components = Components::new();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let mut parts = Vec::new();
    Problem::schemas(&mut parts);
    components.schemas.extend(parts);
    let key = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(key_header)));
    components.add_security_scheme(KEY, key);
    components.add_security_scheme(BEARER, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// Names every operation by its method and path, such as `getV1RacesRace`: names of handlers repeat.
pub fn name_operations(api: &mut OpenApi) {
    for (path, item) in &mut api.paths.paths {
        let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let name: String = words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect();
        let methods = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("delete", &mut item.delete),
            ("patch", &mut item.patch),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}{name}"));
            }
        }
    }
}

/// Says of every route of a group which scope it needs, and how it is refused.
pub fn describe_access(api: &mut OpenApi, access: Access) {
    for item in api.paths.paths.values_mut() {
        let methods = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
        for operation in methods.into_iter().flatten() {
            describe(operation, access);
        }
    }
}

fn describe(operation: &mut Operation, access: Access) {
    let scopes: Vec<&str> = access.scope.iter().map(|scope| scope.name()).collect();
    operation.security = Some(vec![
        SecurityRequirement::new(KEY, scopes.iter().copied()),
        SecurityRequirement::new(BEARER, scopes.iter().copied()),
    ]);
    let needs = match scopes.first() {
        Some(scope) => format!("Needs the scope `{scope}`; costs {} of the quota.", access.cost),
        None => format!("Any key will do; costs {} of the quota.", access.cost),
    };
    operation.description = Some(match operation.description.take().filter(|text| !text.is_empty()) {
        Some(text) => format!("{text}\n\n{needs}"),
        None => needs,
    });
    let refusals = [
        ("401", "No key, or one that does not work"),
        ("403", "The key lacks the scope"),
        ("429", "The quota is used up, or the address sends too much; Retry-After says when to try again"),
        ("4XX", "The request cannot be answered as it is"),
        ("5XX", "The server cannot answer now"),
    ];
    for (status, description) in refusals {
        operation.responses.responses.entry(status.to_owned()).or_insert(problem(description).into());
    }
}

fn problem(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    ResponseBuilder::new().description(description).content(MEDIA_TYPE, content).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_has_an_id_of_its_own_and_says_how_it_is_refused() {
        let api = description();
        let mut ids = BTreeSet::new();
        let paths = api["paths"].as_object().unwrap();
        assert!(paths.len() > 30);
        for (path, item) in paths {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
                assert!(!id.is_empty() && ids.insert(id.clone()), "{method} {path}: operationId {id:?}");
                if path.starts_with("/v1/") {
                    assert!(operation["responses"]["401"].is_object(), "{method} {path}");
                    assert!(operation["security"][0]["key"].is_array(), "{method} {path}");
                }
            }
        }
    }
}
