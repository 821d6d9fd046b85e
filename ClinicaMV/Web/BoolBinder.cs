using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ClinicaMV.Web;

/// <summary>
/// Checkboxes. The framework keeps whatever was sent so as to show it again, and a checkbox that is to show what is neither yes nor no
/// fails as the form is rendered: here that is wrong, and no.
/// </summary>
internal sealed class BoolBinder : IModelBinderProvider, IModelBinder
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.ModelType == typeof(bool) ? this : null;

    public Task BindModelAsync(ModelBindingContext context)
    {
        var sent = context.ValueProvider.GetValue(context.ModelName);
        if (sent == ValueProviderResult.None)
            return Task.CompletedTask;

        // A checkbox that is checked sends both: the hidden field's "false" after its own "true".
        var isOne = bool.TryParse(sent.FirstValue, out var value);
        context.ModelState.SetModelValue(context.ModelName, value, value.ToString());
        if (!isOne)
            context.ModelState.TryAddModelError(context.ModelName, context.ModelMetadata.ModelBindingMessageProvider.ValueIsInvalidAccessor(""));
        context.Result = ModelBindingResult.Success(value);
        return Task.CompletedTask;
    }
}
