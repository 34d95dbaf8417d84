namespace FuncNet

open System
open System.IO
open System.Net
open System.Reflection
open System.Text

/// The page: a template with its style, its script and the licences of what is in the script, and a document in JSON that the script draws.
module internal Page =

    let private assembly = Assembly.GetExecutingAssembly()

    let private resource (name: string) =
        use stream = nonNull (assembly.GetManifestResourceStream name)
        use reader = new StreamReader(stream, Encoding.UTF8)
        reader.ReadToEnd()

    let private template = lazy (resource "page/template.html")
    let private style = lazy (resource "page/style.css")
    let private script = lazy (resource "page/page.js")
    let private licences = lazy (resource "page/licences.txt")

    /// The version of the library.
    let version =
        match typeof<Tensor>.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>() with
        | null -> ""
        // Behind a plus stands the revision that it was built from.
        | attribute -> attribute.InformationalVersion.Split('+')[0]

    /// The whole page. Each mark of the template is filled once; what is filled in is not looked at again.
    let html (title: string) (document: Json) : string =
        let page = StringBuilder()
        let mutable rest = template.Value

        let fill (mark: string) (content: string) =
            let at = rest.IndexOf(mark, StringComparison.Ordinal)

            if at < 0 then
                invalidOp $"The template of the page has no {mark}."

            page.Append(rest, 0, at).Append(content) |> ignore
            rest <- rest.Substring(at + mark.Length)

        fill "{{title}}" (nonNull (WebUtility.HtmlEncode title))
        fill "{{style}}" style.Value
        fill "{{licences}}" (nonNull (WebUtility.HtmlEncode licences.Value))
        fill "{{document}}" (Json.text document)
        fill "{{script}}" script.Value
        page.Append(rest).ToString()
